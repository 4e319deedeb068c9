import asyncio

from aioconsole import ainput

host = "10.2.2.2"
port = 8888


async def async_input(writer):
    while True:
        msg = await ainput("Vous : ")
        writer.write(msg.encode())
        await writer.drain()


async def async_receive(reader):
    while True:
        data = await reader.read(1024)
        if data == b"":
            print("\nConnexion fermée par le serveur.")
            return
        print(f"\rServeur : {data.decode()}")


async def main():
    reader, writer = await asyncio.open_connection(host=host, port=port)
    print(f"Connecté au serveur {host}:{port}")
    await asyncio.gather(async_input(writer), async_receive(reader))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("\nAu revoir !")
