-- The projections of the Helionyx application, schema version 1.
CREATE TABLE todos (
    object_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL CHECK(status IN ('pending', 'in_progress', 'completed', 'cancelled')),
    priority TEXT NOT NULL CHECK(priority IN ('low', 'medium', 'high', 'urgent')),
    due_date TEXT,  -- ISO8601 timestamp
    created_at TEXT NOT NULL,  -- ISO8601 timestamp
    completed_at TEXT,  -- ISO8601 timestamp
    tags TEXT,  -- JSON array: ["tag1", "tag2"]
    source_event_id TEXT NOT NULL,
    last_updated_at TEXT NOT NULL  -- ISO8601 timestamp
);
CREATE INDEX idx_todos_status ON todos(status);
CREATE INDEX idx_todos_priority ON todos(priority);
CREATE INDEX idx_todos_due_date ON todos(due_date) WHERE due_date IS NOT NULL;
CREATE INDEX idx_todos_created_at ON todos(created_at);
CREATE INDEX idx_todos_status_priority ON todos(status, priority);
CREATE TABLE notes (
    object_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at TEXT NOT NULL,  -- ISO8601 timestamp
    tags TEXT,  -- JSON array
    source_event_id TEXT NOT NULL,
    last_updated_at TEXT NOT NULL  -- ISO8601 timestamp
);
CREATE INDEX idx_notes_created_at ON notes(created_at);
CREATE TABLE tracks (
    object_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL CHECK(status IN ('active', 'paused', 'completed')),
    created_at TEXT NOT NULL,  -- ISO8601 timestamp
    last_updated TEXT,  -- ISO8601 timestamp
    tags TEXT,  -- JSON array
    source_event_id TEXT NOT NULL,
    check_in_frequency TEXT,  -- "daily", "weekly", etc.
    projection_updated_at TEXT NOT NULL  -- ISO8601 timestamp
);
CREATE INDEX idx_tracks_status ON tracks(status);
CREATE INDEX idx_tracks_created_at ON tracks(created_at);
CREATE TABLE tasks (
    task_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    body TEXT,
    status TEXT NOT NULL CHECK(status IN ('open', 'blocked', 'in_progress', 'done', 'cancelled', 'snoozed')),
    priority TEXT NOT NULL CHECK(priority IN ('p0', 'p1', 'p2', 'p3')),
    due_at TEXT,
    do_not_start_before TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    completed_at TEXT,
    source TEXT NOT NULL,
    source_ref TEXT NOT NULL,
    dedup_group_id TEXT,
    labels TEXT,
    project TEXT,
    blocked_by TEXT,
    agent_notes TEXT,
    explanations TEXT
);
CREATE UNIQUE INDEX idx_tasks_source_ref ON tasks(source, source_ref);
CREATE INDEX idx_tasks_status ON tasks(status);
CREATE INDEX idx_tasks_priority ON tasks(priority);
CREATE INDEX idx_tasks_dedup_group_id ON tasks(dedup_group_id) WHERE dedup_group_id IS NOT NULL;
CREATE INDEX idx_tasks_due_at ON tasks(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX idx_tasks_updated_at ON tasks(updated_at);
CREATE TABLE projection_metadata (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL  -- ISO8601 timestamp
);
CREATE TABLE notification_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_type TEXT NOT NULL,  -- 'reminder', 'daily_summary', 'weekly_review'
    object_id TEXT,  -- Optional reference to todo/note/track
    sent_at TEXT NOT NULL,  -- ISO8601 timestamp
    metadata TEXT  -- JSON for additional context
);
CREATE INDEX idx_notification_log_type_date
    ON notification_log(notification_type, sent_at);
CREATE INDEX idx_notification_log_object
    ON notification_log(object_id) WHERE object_id IS NOT NULL;
