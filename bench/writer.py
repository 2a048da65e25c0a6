"""An application at work: appends an event and commits it to its database, two hundred times a second.

    bench/writer.py PROJECT

Answers `begin` with [], and `tell` with the milliseconds that each commit took since then.
"""

import json
import os
import sqlite3
import sys
import threading
import time

project = sys.argv[1]
db = sqlite3.connect(os.path.join(project, "data", "projections", "helionyx.db"), isolation_level=None, check_same_thread=False)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")  # what is committed survives power loss
db.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT)")
log = open(os.path.join(project, "data", "events", "2026-12-31.jsonl"), "ab", buffering=0)
took = []
ended = threading.Event()


def work():
    number = 0
    while not ended.is_set():
        begin = time.perf_counter()
        log.write(b'{"event_id":"w%d","timestamp":"2026-12-31T00:00:00","type":"note","text":"x"}\n' % number)
        db.execute("INSERT INTO seen VALUES (?)", ("w%d" % number,))
        took.append(time.perf_counter() - begin)
        number += 1
        time.sleep(0.005)


thread = threading.Thread(target=work)
thread.start()
for line in sys.stdin:
    if line.strip() == "begin":
        took.clear()
        print("[]", flush=True)
    else:
        print(json.dumps([round(1000 * one, 3) for one in took]), flush=True)
ended.set()
thread.join()
db.close()
