"""Ways of asking: which clauses have few, drafts of more by a language model, and their acceptance by a person."""
