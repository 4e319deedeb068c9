import os
import signal

for _ in range(14):
    try:
        os.fork()
    except OSError:
        pass
signal.pause()
