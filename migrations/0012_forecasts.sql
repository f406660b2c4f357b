CREATE TABLE `forecast_models` (
	`business_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`trained_at` integer NOT NULL,
	`outcome` text NOT NULL
);
