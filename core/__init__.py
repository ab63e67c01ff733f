"""Everything that works without a screen: data, the network, training, runs, models, evaluation."""
