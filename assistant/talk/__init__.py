"""Follow-ups: what was said before makes a full question of them, in the asker's own words. No model."""
