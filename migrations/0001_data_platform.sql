CREATE TABLE `backfill` (
	`id` text PRIMARY KEY NOT NULL,
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`from_open` integer NOT NULL,
	`to_open` integer NOT NULL,
	`cursor` integer NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`failures` integer DEFAULT 0 NOT NULL,
	`error` text,
	`report` text,
	`init_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `backfill_by_status` ON `backfill` (`status`,`created_at`);--> statement-breakpoint
CREATE TABLE `init_run` (
	`id` text PRIMARY KEY NOT NULL,
	`wishes` text NOT NULL,
	`status` text NOT NULL,
	`instance` text NOT NULL,
	`alive_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`error` text
);
--> statement-breakpoint
CREATE TABLE `init_task` (
	`init_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer,
	`changed` integer DEFAULT 0 NOT NULL,
	`detail` text,
	`failures` integer DEFAULT 0 NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	PRIMARY KEY(`init_id`, `position`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `bar_change` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`from_open` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `series` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`from_open` integer NOT NULL,
	`through_open` integer NOT NULL,
	`checked_at` integer,
	`mismatches` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `series_outage` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`from_open` integer NOT NULL,
	`to_open` integer NOT NULL,
	`found_at` integer NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `from_open`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `api_usage` (
	`source` text NOT NULL,
	`day` text NOT NULL,
	`requests` integer NOT NULL,
	`failures` integer NOT NULL,
	`rate_limited` integer NOT NULL,
	PRIMARY KEY(`source`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cache_entry` (
	`key` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	`as_of` integer NOT NULL,
	`fresh_until` integer NOT NULL,
	`source` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `coins` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`base` text NOT NULL,
	`name` text NOT NULL,
	`rank` integer,
	`description` text,
	`homepage` text,
	`image` text,
	`genesis` text,
	`categories` text,
	`market_cap` text,
	`circulating_supply` text,
	`total_supply` text,
	`max_supply` text,
	`all_time_high` text,
	`all_time_high_at` integer,
	`all_time_low` text,
	`all_time_low_at` integer,
	`source` text,
	`updated_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `coins_number_unique` ON `coins` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `coins_base_unique` ON `coins` (`base`);--> statement-breakpoint
CREATE TABLE `cold_garbage` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`period` integer NOT NULL,
	`since` integer NOT NULL,
	`doomed` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `cold_object` (
	`kind` text NOT NULL,
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`period` integer NOT NULL,
	`key` text NOT NULL,
	`rows` integer NOT NULL,
	`revisions` integer NOT NULL,
	`first_time` integer NOT NULL,
	`last_time` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `symbol`, `timeframe`, `period`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `etl_job` (
	`id` text PRIMARY KEY NOT NULL,
	`cron` text NOT NULL,
	`enabled` integer NOT NULL,
	`next_at` integer NOT NULL,
	`lease_owner` text,
	`lease_until` integer,
	`last_status` text,
	`last_run_at` integer,
	`last_ok_at` integer,
	`failures` integer DEFAULT 0 NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `etl_run` (
	`job_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`trigger` text NOT NULL,
	`finished_at` integer,
	`status` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`error` text,
	`detail` text,
	PRIMARY KEY(`job_id`, `started_at`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `daily_sentiment` (
	`coin` text NOT NULL,
	`day` text NOT NULL,
	`score` text NOT NULL,
	`articles` integer NOT NULL,
	`positive` integer NOT NULL,
	`neutral` integer NOT NULL,
	`negative` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`coin`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sentiment_features` (
	`coin` text NOT NULL,
	`day` text NOT NULL,
	`version` integer NOT NULL,
	`values` text NOT NULL,
	PRIMARY KEY(`coin`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `technical_features` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`version` integer NOT NULL,
	`bar_revision` integer NOT NULL,
	`bars` integer NOT NULL,
	`values` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `open_time`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `backup` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`prefix` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`bytes` integer DEFAULT 0 NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE TABLE `health_sample` (
	`component` text NOT NULL,
	`time` integer NOT NULL,
	`ok` integer NOT NULL,
	`latency_ms` integer,
	`bytes` integer,
	`detail` text,
	PRIMARY KEY(`component`, `time`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `keyed_request` (
	`id` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`status` integer,
	`answer` text,
	`at` integer NOT NULL
) WITHOUT ROWID;
