CREATE TABLE `forecast_log` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`open_time` integer NOT NULL,
	`revision` integer NOT NULL,
	`close` text NOT NULL,
	`logged_at` integer NOT NULL,
	`forecasts` text NOT NULL,
	`outcomes` text NOT NULL,
	`settled` integer NOT NULL,
	`next_due` integer,
	`told` integer NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `open_time`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `forecast_log_due` ON `forecast_log` (`next_due`) WHERE next_due IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `forecast_log_untold` ON `forecast_log` (`open_time`) WHERE told <= settled;
--> statement-breakpoint
CREATE TABLE `forecast_record` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`version` integer NOT NULL,
	`conformal` text NOT NULL,
	`deployed` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `forecast_day` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`day` text NOT NULL,
	`sums` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `forecast_arima` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`through_open` integer NOT NULL,
	`fitted_at` integer NOT NULL,
	`fitted` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `forecast_drift` (
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`measured_at` integer NOT NULL,
	`revision` integer NOT NULL,
	`drift` text NOT NULL,
	PRIMARY KEY(`symbol`, `timeframe`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `webhook_delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`target` text NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer,
	`http_status` integer,
	`answer` text,
	`finished_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_delivery_due` ON `webhook_delivery` (`next_at`);
--> statement-breakpoint
CREATE INDEX `webhook_delivery_created` ON `webhook_delivery` (`created_at`);
--> statement-breakpoint
CREATE TABLE `webhook_gone` (
	`target` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`gone_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `prediction` (
	`id` text PRIMARY KEY NOT NULL,
	`symbol` text NOT NULL,
	`timeframe` text NOT NULL,
	`model` text NOT NULL,
	`open_time` integer NOT NULL,
	`created_at` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `prediction_created` ON `prediction` (`created_at`);
--> statement-breakpoint
CREATE TABLE `inbound_webhook` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`symbol` text NOT NULL,
	`received_at` integer NOT NULL,
	`digest` text NOT NULL,
	`payload` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `inbound_webhook_symbol` ON `inbound_webhook` (`symbol`,`received_at`);
--> statement-breakpoint
CREATE INDEX `inbound_webhook_received` ON `inbound_webhook` (`received_at`);
