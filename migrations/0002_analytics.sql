ALTER TABLE `technical_features` ADD `patterns` text;
--> statement-breakpoint
CREATE TABLE `signal_record` (
	`symbol` text NOT NULL,
	`seq` integer NOT NULL,
	`previous_hash` text NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`symbol`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `signal` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`side` text NOT NULL,
	`status` text NOT NULL,
	`score` real NOT NULL,
	`issued_at` integer NOT NULL,
	`touched` integer NOT NULL,
	`close_reason` text,
	`gross_return` real,
	`entry` real NOT NULL,
	`change` text,
	`issued_seq` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `open_time`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `signal_issued` ON `signal` (`issued_at`);
--> statement-breakpoint
CREATE TABLE `pair_value` (
	`symbol1` text NOT NULL,
	`symbol2` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`window` integer NOT NULL,
	`reading` text NOT NULL,
	`computed_at` integer NOT NULL,
	PRIMARY KEY(`symbol1`, `symbol2`, `timeframe`, `open_time`, `window`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `price_stats` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`window` integer NOT NULL,
	`stats` text NOT NULL,
	`computed_at` integer NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `open_time`, `window`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `alert_rule` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`place` text NOT NULL,
	`type` text NOT NULL,
	`condition` text NOT NULL,
	`repeat` integer NOT NULL,
	`cooldown_ms` integer NOT NULL,
	`expires_at` integer,
	`immediate` integer NOT NULL,
	`note` text NOT NULL,
	`status` text NOT NULL,
	`generation` integer NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`fired_count` integer NOT NULL,
	`fired_at` integer
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `alert_rule_version` ON `alert_rule` (`place`,`version`);
--> statement-breakpoint
CREATE INDEX `alert_rule_owner` ON `alert_rule` (`owner`,`created_at`);
--> statement-breakpoint
CREATE INDEX `alert_rule_pair` ON `alert_rule` (`place`) WHERE status = 'active' AND type LIKE 'zscore%';
--> statement-breakpoint
CREATE TABLE `alert_event` (
	`id` text PRIMARY KEY NOT NULL,
	`alert_id` text NOT NULL,
	`owner` text NOT NULL,
	`at` integer NOT NULL,
	`firing` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `alert_event_alert` ON `alert_event` (`alert_id`,`at`);
