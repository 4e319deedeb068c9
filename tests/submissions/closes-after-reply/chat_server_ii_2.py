import asyncio

host = "10.2.2.2"
port = 8888


async def handle_packet(reader, writer):
    data = await reader.read(100)
    ip, port = writer.get_extra_info("peername")
    print(f"Received {data.decode()!r} from {ip}:{port}")

    writer.write(f"Hello {ip}:{port}".encode())
    await writer.drain()

    print("Close the connection")
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())
