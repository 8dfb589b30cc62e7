"""What people and workers may do to appeals, pledges and runs. One module per thing."""
