"""Markets whose true distribution is known: what there is to learn, and how much of it is learned."""
