CREATE TABLE `idempotency_keys` (
	`caller` text NOT NULL,
	`target` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`claimed_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`sealed_answer` text,
	PRIMARY KEY(`caller`, `target`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_expiry` ON `idempotency_keys` (`expires_at`);