"""moto's server, which answers nobody without its token and can fork itself with all its data.

Prints the port that it listens on as its first line, and ends when its standard input does: with
whatever started it, however that ended. `POST /_launcher/fork` makes a second server that has all
the data of this one, on a port of its own, and answers with that port; `POST /_launcher/end` ends one,
`POST /_launcher/stall?SECONDS` lets every request wait for so long.
"""

import functools
import gc
import hmac
import json
import logging
import os
import queue
import signal
import socket
import threading
import warnings

from moto.apigatewayv2.responses import ApiGatewayV2Response
from moto.awslambda.models import LambdaFunction
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import FakeDeleteMarker
from werkzeug.serving import make_server
from werkzeug.test import Client

HOST = "127.0.0.1"
# What changes nothing and has each service load what it loads for its first answer: seconds together.
FIRST_REQUESTS = (
    ("tagging", "POST", "/", "ResourceGroupsTaggingAPI_20170126.GetResources"),
    ("dynamodb", "POST", "/", "DynamoDB_20120810.ListTables"),
    ("ssm", "POST", "/", "AmazonSSM.DescribeParameters"),
    ("ec2", "GET", "/?Action=DescribeVpcs", None),
    ("iam", "GET", "/?Action=ListRoles", None),
    ("sns", "GET", "/?Action=ListTopics", None),
    ("sts", "GET", "/?Action=GetCallerIdentity", None),
    ("apigateway", "GET", "/v2/apis", None),
    ("lambda", "GET", "/2015-03-31/functions/", None),
    ("cloudfront", "GET", "/2020-05-31/distribution", None),
    ("route53", "GET", "/2013-04-01/hostedzone", None),
    ("s3", "GET", "/", None),
)
TOKEN = os.environ.pop("LOCAL_AWS_MOTO_TOKEN")

# Python 3.12 and newer warn of a fork beside threads; here none of them is at work (Gate).
warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
# Forks that have ended leave nothing to wait for. Windows has neither forks nor this signal.
if hasattr(signal, "SIGCHLD"):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
# Every request would be a line.
logging.getLogger("werkzeug").setLevel(logging.WARNING)

# The gateway runs functions; moto would look for Docker, and write into their logs that there is none.
LambdaFunction.invoke = lambda *_: ""
# Where versioning is suspended, as a destroy leaves it, moto disposes of a key's delete markers, too.
FakeDeleteMarker.dispose = lambda *_: None


def get_authorizers(response):
    """moto reads one authorizer, by its id, and lists none."""
    api = response.apigatewayv2_backend.get_api(response.path.split("/")[-2])
    items = [authorizer.to_json() for authorizer in api.authorizers.values()]
    return 200, {}, json.dumps({"items": items})


ApiGatewayV2Response.get_authorizers = get_authorizers


class Gate:
    """Requests in flight: a fork waits until there are none, and lets none begin meanwhile.

    A thread of the parent does not exist in the child, but what it held stays locked there.
    """

    def __init__(self):
        self.condition = threading.Condition()
        self.in_flight = 0
        self.is_closed = False

    def __enter__(self):
        with self.condition:
            self.condition.wait_for(lambda: not self.is_closed)
            self.in_flight += 1

    def __exit__(self, *_):
        with self.condition:
            self.in_flight -= 1
            self.condition.notify_all()

    def close(self):
        with self.condition:
            self.is_closed = True
            self.condition.wait_for(lambda: self.in_flight == 0)

    def open(self):
        with self.condition:
            self.is_closed = False
            self.condition.notify_all()


moto = DomainDispatcherApplication(create_backend_app)
# For each request, moto lists its own folder. The hosts are few: one per service and region.
moto.get_backend_for_host = functools.cache(moto.get_backend_for_host)


def load_services():
    """Asks each service something, so that its forks need not load what it takes."""
    client = Client(moto)
    for service, method, path, target in FIRST_REQUESTS:
        scope = f"AKIA/20000101/us-east-1/{service}/aws4_request"
        headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}"}
        if target is not None:
            headers["X-Amz-Target"] = target
        base_url = f"http://{service}.us-east-1.amazonaws.com"
        client.open(path, base_url=base_url, method=method, headers=headers, data="{}" if target else None)
    # Or each fork's collector goes through all of it, and copies it by that.
    gc.freeze()


class Server:
    """One process: moto on a listening socket, answered by threads; forks happen in the main one."""

    def __init__(self, listener, is_loaded=False):
        self.gate = Gate()
        self.forks = queue.SimpleQueue()
        self.is_loaded = is_loaded
        self.listener = listener
        port = listener.getsockname()[1]
        server = make_server(HOST, port, self.answer, threaded=True, fd=listener.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        threading.Thread(target=end_with_standard_input, daemon=True).start()

    def answer(self, environ, start_response):
        """The WSGI application."""
        if not hmac.compare_digest(environ.get("HTTP_X_LOCAL_AWS_MOTO_TOKEN", ""), TOKEN):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Only the gateway of the local AWS is answered here.\n"]
        if environ["PATH_INFO"] == "/_launcher/fork":
            port = queue.SimpleQueue()
            self.forks.put(port)
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [str(port.get()).encode()]
        if environ["PATH_INFO"] == "/_launcher/end":
            os._exit(0)
        if environ["PATH_INFO"] == "/_launcher/stall":
            self.gate.close()
            threading.Timer(float(environ["QUERY_STRING"]), self.gate.open).start()
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b""]
        with self.gate:
            return [b"".join(moto(environ, start_response))]

    def run(self):
        """Forks for each that asks; returns in the child, with the socket that it is to listen on."""
        while True:
            asked = self.forks.get()
            # Bound here: a request that comes before the child is ready waits in the socket.
            listener = listen()
            if not self.is_loaded:
                load_services()
                self.is_loaded = True
            self.gate.close()
            if os.fork() == 0:
                self.listener.close()
                return listener
            self.gate.open()
            asked.put(listener.getsockname()[1])
            listener.close()


def listen():
    return socket.create_server((HOST, 0), backlog=128)


def end_with_standard_input():
    # Not sys.stdin: its lock would be held for ever in a child.
    while os.read(0, 1024):
        pass
    os._exit(0)


is_fork = False
listener = listen()
print(listener.getsockname()[1], flush=True)
while True:
    listener = Server(listener, is_fork).run()
    is_fork = True
