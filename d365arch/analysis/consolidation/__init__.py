"""Which direct integrations should go through which hub: problem, solver, plan, what-if."""
