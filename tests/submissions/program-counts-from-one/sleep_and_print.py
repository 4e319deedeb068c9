import time


def compter():
    for i in range(1, 11):
        print(i)
        time.sleep(0.5)


debut = time.time()
print(compter())
print(compter())
print(f"{time.time() - debut:.2f} secondes")
