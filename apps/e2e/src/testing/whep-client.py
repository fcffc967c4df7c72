"""A WHEP client that has nothing in common with the gateway: aiortc (libsrtp, libvpx, libavcodec).

    whep-client.py URL TOKEN PICTURES [AUDIO-FRAMES]

Offers to receive a picture, and sound when frames of it are asked for, and prints one JSON object when everything has
come: sizes of the pictures, how many, how many frames of sound, codecs of the answer.
"""

import asyncio
import json
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from urllib.parse import urljoin

from aiortc import RTCPeerConnection, RTCSessionDescription

LIMIT_S = 40


def request(method, url, token, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}
    data = None if body is None else body.encode()
    asked = urllib.request.Request(url, data=data, headers=headers, method=method)
    with urllib.request.urlopen(asked, timeout=LIMIT_S) as answer:
        return answer.headers.get("Location"), answer.read().decode()


async def take(track, count, seen):
    while len(seen) < count:
        frame = await track.recv()
        seen.append((getattr(frame, "width", None), getattr(frame, "height", None)))


async def watch(url, token, pictures, sounds):
    connection = RTCPeerConnection()
    wanted = {"video": (pictures, []), "audio": (sounds, [])}
    tasks = []

    @connection.on("track")
    def on_track(track):
        tasks.append(asyncio.ensure_future(take(track, *wanted[track.kind])))

    location = None
    try:
        for kind, (count, _) in wanted.items():
            if count > 0:
                connection.addTransceiver(kind, direction="recvonly")
        await connection.setLocalDescription(await connection.createOffer())
        loop = asyncio.get_running_loop()
        location, answer = await loop.run_in_executor(
            None, request, "POST", url, token, connection.localDescription.sdp
        )
        await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await asyncio.wait_for(asyncio.gather(*tasks), LIMIT_S)
        return {
            "sizes": sorted({f"{width}x{height}" for width, height in wanted["video"][1]}),
            "pictures": len(wanted["video"][1]),
            "audioFrames": len(wanted["audio"][1]),
            "codecs": sorted(
                line.split(" ", 1)[1].split("/")[0]
                for line in answer.splitlines()
                if line.startswith("a=rtpmap:")
            ),
        }
    finally:
        # In this order: a viewing whose connection has ended is gone.
        if location is not None:
            with suppress(urllib.error.HTTPError):
                request("DELETE", urljoin(url, location), token)
        await connection.close()


def main():
    url, token, pictures, *rest = sys.argv[1:]
    try:
        seen = asyncio.run(watch(url, token, int(pictures), int(rest[0]) if rest else 0))
    except urllib.error.HTTPError as refusal:
        seen = {"status": refusal.code, "problem": json.loads(refusal.read())}
    print(json.dumps(seen))


main()
