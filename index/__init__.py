"""Documents made searchable: source files → clauses → an index that the assistant opens. Knows nothing of questions."""
