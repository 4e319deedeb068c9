import asyncio


async def compter():
    for i in range(10):
        print(i)
        await asyncio.sleep(0.5)


async def main():
    await compter()
    await compter()


asyncio.run(main())
