"""Rules that find risk signals: trigger, context, subject, each a pure function with spans."""
