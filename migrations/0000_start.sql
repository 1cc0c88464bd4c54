CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used` text,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `ohlcv` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`open` text NOT NULL,
	`high` text NOT NULL,
	`low` text NOT NULL,
	`close` text NOT NULL,
	`volume` text NOT NULL,
	`quote_volume` text NOT NULL,
	`n` integer NOT NULL,
	`taker_buy_volume` text NOT NULL,
	`taker_buy_quote_volume` text NOT NULL,
	`first_id` integer,
	`last_id` integer,
	`revision` integer NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `open_time`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `symbols` (
	`symbol` text PRIMARY KEY NOT NULL,
	`feed` text NOT NULL,
	`tick_size` text,
	`step_size` text,
	`lateness_ms` integer,
	`base` text NOT NULL,
	`quote` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`added_at` integer NOT NULL
);
