"""A second verifier of COS request signatures, written from the vendor's document alone.

It reads one request a line as JSON from standard input and writes one verdict a line: "accepted", or why the request is rejected.
It shares no code with the local COS, and follows the document's steps in the document's order instead of the local COS's.

Source: Request Signature (436/7778); the rules marked STRICT are rows of docs/local-cos.md, "Stricter than COS, or not published".
"""

import hashlib
import hmac
import json
import re
import sys
from urllib.parse import quote, unquote_to_bytes

FIELDS = ["q-sign-algorithm", "q-ak", "q-sign-time", "q-key-time", "q-header-list", "q-url-param-list", "q-signature"]
# STRICT: only one value of these headers can count, so a second one is rejected.
SINGLE = {
    "cache-control", "content-disposition", "content-encoding", "content-length", "content-md5", "content-type", "expires",
    "if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "range",
}


class Rejected(Exception):
    pass


def url_encode(text):
    """UrlEncode: everything but A-Z a-z 0-9 - _ . ~ becomes %XX of its UTF-8 bytes, in upper case."""
    return quote(text, safe="-_.~")


def url_decode(text):
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise Rejected("a percent sign without two hex digits")
    try:
        # A raw + is a space: docs/decisions/0015-a-raw-plus-is-a-space.md
        return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected("not UTF-8") from None


def header_text(latin1):
    raw = latin1.encode("latin-1").strip(b" \t")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def hmac_sha1(key, message):
    return hmac.new(key.encode("utf-8"), message.encode("utf-8"), hashlib.sha1).hexdigest()


def sorted_pairs(pairs, listed):
    """Steps 3 and 4: the pairs whose names are listed, as "key=value" joined by &, and their keys joined by ;."""
    chosen = [(url_encode(name).lower(), url_encode(value)) for name, value in pairs]
    chosen = sorted((pair for pair in chosen if pair[0] in listed), key=lambda pair: pair[0])
    return "&".join(key + "=" + value for key, value in chosen), ";".join(key for key, _ in chosen)


def read_signature(headers, parameters):
    """"Using a signature": in the header Authorization, or as parameters of the URL."""
    in_header = [value for name, value in headers if name == "authorization"]
    in_url = [(name, value) for name, value in parameters if name in FIELDS]
    if len(in_header) + bool(in_url) > 1:
        raise Rejected("two signatures")
    if in_header:
        pairs = [tuple(pair.split("=", 1)) if "=" in pair else (pair, "") for pair in in_header[0].split("&")]
    elif in_url:
        pairs = in_url
    else:
        raise Rejected("anonymous")
    signature = {}
    for field in FIELDS:
        values = [value for name, value in pairs if name == field]
        if len(values) != 1:
            raise Rejected(field + " is missing or repeated")
        signature[field] = values[0]
    return signature


def check_times(signature, now):
    window = re.fullmatch(r"([0-9]{1,15});([0-9]{1,15})", signature["q-key-time"])
    if window is None:
        raise Rejected("q-key-time is malformed")
    start, end = int(window[1]), int(window[2])
    if not (start < end and start <= now <= end):
        raise Rejected("expired or not yet valid")
    if signature["q-sign-time"] != signature["q-key-time"]:
        raise Rejected("q-sign-time differs")  # STRICT


def verify(request, keys, now):
    path, _, query = request["target"].partition("?")
    pathname = url_decode(path)
    parameters = []
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            parameters.append((url_decode(name), url_decode(value)))
    headers = [(name.lower(), header_text(value)) for name, value in request["headers"]]

    signature = read_signature(headers, parameters)
    if signature["q-sign-algorithm"] != "sha1":
        raise Rejected("algorithm")
    key = keys.get(signature["q-ak"])
    if key is None:
        raise Rejected("unknown access key id")
    tokens = [value for name, value in headers if name == "x-cos-security-token"]
    tokens += [value for name, value in parameters if name == "x-cos-security-token"]
    if (tokens[0] if tokens else "") != key["token"]:
        raise Rejected("security token")
    check_times(signature, now)

    listed_headers = signature["q-header-list"].split(";")
    if "host" not in listed_headers:
        raise Rejected("host is not signed")  # STRICT
    own = [pair for pair in parameters if pair[0] not in FIELDS]
    http_parameters, url_param_list = sorted_pairs(own, signature["q-url-param-list"].split(";"))
    http_headers, header_list = sorted_pairs(headers, listed_headers)
    if header_list != signature["q-header-list"] or url_param_list != signature["q-url-param-list"]:
        raise Rejected("a list does not name exactly what is signed, in order")

    http_string = "\n".join([request["method"].lower(), pathname, http_parameters, http_headers, ""])
    digest = hashlib.sha1(http_string.encode("utf-8")).hexdigest()
    string_to_sign = "\n".join(["sha1", signature["q-key-time"], digest, ""])
    sign_key = hmac_sha1(key["secretKey"], signature["q-key-time"])
    if hmac_sha1(sign_key, string_to_sign) != signature["q-signature"]:
        raise Rejected("signature")

    names = [name for name, _ in headers]
    for name in names:
        if names.count(name) > 1 and (name in SINGLE or name.startswith("x-cos-")):
            raise Rejected("a header is repeated")  # STRICT
    check_key(request["method"], pathname[1:])


def check_key(method, key):
    """Object Overview (436/13324), "Object key". It matters for what is stored."""
    if method == "PUT" and (key[:1] in ("/", "\\") or len(key.encode("utf-8")) > 850 or re.search("[\x18-\x1b]", key)):
        raise Rejected("object key")


def main():
    setup = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        try:
            verify(json.loads(line), setup["keys"], setup["nowSeconds"])
            verdict = "accepted"
        except Rejected as reason:
            verdict = str(reason)
        sys.stdout.write(json.dumps(verdict) + "\n")
        sys.stdout.flush()


main()
