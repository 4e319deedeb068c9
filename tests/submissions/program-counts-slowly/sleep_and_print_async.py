import asyncio


async def compter():
    for i in range(10):
        print(i)
        await asyncio.sleep(1.1)


async def main():
    # les deux en même temps
    await asyncio.gather(compter(), compter())


asyncio.run(main())
