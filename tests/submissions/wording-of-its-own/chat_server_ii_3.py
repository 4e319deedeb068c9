import asyncio

host = "10.2.2.2"
port = 8888


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        print(f"Message received from {addr!r} : {data.decode()}")
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
