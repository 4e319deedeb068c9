import asyncio
import time


async def compter():
    for i in range(1, 11):
        print(i)
        await asyncio.sleep(0.5)


async def main():
    await asyncio.gather(compter(), compter())


debut = time.time()
print(asyncio.run(main()))
print(f"{time.time() - debut:.2f} secondes")
