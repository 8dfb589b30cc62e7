"""What is acknowledged is kept, whatever dies: kill each part while people use the platform.

`rig` starts a whole platform of its own, `people` use its pages and write down what they were
told, `killer` ends one part after another, `judge` compares by SQL.
"""
