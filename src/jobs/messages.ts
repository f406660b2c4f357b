/** Names of the queues, as wrangler.toml has them. */
export const QUEUES = {
  domainEvents: "domain-events",
  domainEventsDead: "domain-events-dead-letters",
} as const;
