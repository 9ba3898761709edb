"""A mail server that takes everything and keeps nothing: `python -m tests.bench.sink PORT`.

The answer to NOOP tells how many messages and how many connections there were.
"""

import asyncio
import sys

counts = {"messages": 0, "connections": 0}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    counts["connections"] += 1
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper().strip()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            counts["messages"] += 1
            writer.write(b"250 taken\r\n")
        elif verb == b"NOOP":
            writer.write(f"250 {counts['messages']} {counts['connections']}\r\n".encode())
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            writer.write(b"250 sink\r\n")
        await writer.drain()
    writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=2**24)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
