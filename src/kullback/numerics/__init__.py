"""Arrays in, arrays out, in nats, without validation."""
