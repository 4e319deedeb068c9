import asyncio

# à côté du programme
with open("adresse.txt", encoding="utf-8") as f:
    host, port = f.read().strip().split(":")


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        print(f"Message du client : {data.decode()}")
        writer.write(f"Hello {addr[0]}:{addr[1]}".encode())
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, int(port))
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
