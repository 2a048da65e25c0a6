"""The environments that are measured, made anew from a fixed seed: the same bytes each time."""

import os
import random
import sqlite3

SEED = 20260211
MB = 1_000_000


def _events(path, size, rng):
    """A log of about `size` bytes, an event a line, as the application writes them."""
    day = os.path.basename(path)[:10]
    # A block of distinct lines, repeated with a running number: to draw every byte would take longer
    # than all measurements. Nothing measured here compresses or deduplicates but restic and borg,
    # whose chunks are larger than a block's period only by chance: the number differs in each line.
    texts = [rng.randbytes(90).hex() for _ in range(256)]
    number, written = 0, 0
    with open(path, "w", encoding="ascii", buffering=1 << 20) as out:
        while written < size:
            out_line = (
                f'{{"event_id":"{day}-{number:09d}","timestamp":"{day}T12:00:00.000000",'
                f'"type":"note","text":"{texts[number & 255]}"}}\n'
            )
            out.write(out_line)
            number += 1
            written += len(out_line)


def _database(path, size, rng):
    """A SQLite database of about `size` bytes."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, day TEXT, text BLOB)")
    row = 1_000  # four fit into a page, and little is left of it
    with db:
        for first in range(0, max(1, size // row), 1000):
            count = min(1000, max(1, size // row) - first)
            db.executemany(
                "INSERT INTO notes VALUES (?, ?, ?)",
                ((first + i, "2026-02-11", rng.randbytes(row - 60)) for i in range(count)),
            )
    db.close()


def make(project, files, bytes_of_log, bytes_of_database, per_directory=1000):
    """An environment `dev` in the new directory `project`."""
    rng = random.Random(SEED)
    events = os.path.join(project, "data", "events")
    projections = os.path.join(project, "data", "projections")
    os.makedirs(events)
    os.makedirs(projections)
    each = bytes_of_log // files
    for n in range(files):
        directory = events
        if files > per_directory:
            directory = os.path.join(events, f"{n // per_directory:04d}")
            os.makedirs(directory, exist_ok=True)
        day = f"{2000 + n // 336:04d}-{n % 336 // 28 + 1:02d}-{n % 28 + 1:02d}"
        _events(os.path.join(directory, f"{day}.jsonl"), each, rng)
    _database(os.path.join(projections, "helionyx.db"), bytes_of_database, rng)
    for root, _, names in os.walk(os.path.join(project, "data")):
        for name in names:  # old enough for their times to tell a change
            os.utime(os.path.join(root, name), (1_770_800_000, 1_770_800_000))
    os.sync()
