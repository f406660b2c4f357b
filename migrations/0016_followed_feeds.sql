CREATE TABLE `followed_feeds` (
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`date` text NOT NULL,
	`until` integer NOT NULL,
	PRIMARY KEY(`kind`, `subject`, `date`)
);
--> statement-breakpoint
CREATE INDEX `followed_feeds_by_end` ON `followed_feeds` (`until`);