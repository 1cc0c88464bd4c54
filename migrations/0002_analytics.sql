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
	`issued` text NOT NULL,
	`change` text,
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
