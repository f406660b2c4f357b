CREATE INDEX `time_slots_by_business` ON `time_slots` (`business_id`,`date`);--> statement-breakpoint
CREATE INDEX `time_slots_by_date` ON `time_slots` (`date`);