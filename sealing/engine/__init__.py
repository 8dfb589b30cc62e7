"""The pure rules of sealing: keys, envelopes and where an envelope belongs."""
