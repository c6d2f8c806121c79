"""A second verifier of COS request signatures and POST policies, written from the vendor's documents alone.

It reads one request a line as JSON from standard input and writes one verdict a line: "accepted", or why the request is rejected.
It shares no code with the local COS, and follows the document's steps in the document's order instead of the local COS's.

Sources: Request Signature (436/7778) and POST Object (436/14690); the rules marked STRICT are rows of docs/local-cos.md, "Stricter than COS, or not published".
"""

import base64
import binascii
import datetime
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


def parse_authorization(text):
    return [tuple(pair.split("=", 1)) if "=" in pair else (pair, "") for pair in text.split("&")]


def read_signature(headers, parameters):
    """"Using a signature": in the header Authorization, as parameters of the URL, or, as older SDKs do, as one parameter sign."""
    whole = [value for name, value in headers if name == "authorization"]
    whole += [value for name, value in parameters if name == "sign"]
    # An Authorization that is empty, or another server's, does not count.
    whole = [pairs for pairs in map(parse_authorization, whole) if any(name in FIELDS for name, _ in pairs)]
    in_url = [(name, value) for name, value in parameters if name in FIELDS]
    if len(whole) + bool(in_url) > 1:
        raise Rejected("two signatures")
    if not whole and not in_url:
        raise Rejected("anonymous")
    return the_seven(whole[0] if whole else in_url)


def the_seven(pairs):
    signature = {}
    for field in FIELDS:
        values = [value for name, value in pairs if name == field]
        if len(values) != 1:
            raise Rejected(field + " is missing or repeated")
        signature[field] = values[0]
    return signature


def check_window(text, now):
    window = re.fullmatch(r"([0-9]{1,15});([0-9]{1,15})", text)
    if window is None:
        raise Rejected("q-key-time is malformed")
    start, end = int(window[1]), int(window[2])
    if not (start < end and start <= now <= end):
        raise Rejected("expired or not yet valid")


def check_caller(access_key_id, token, keys):
    if access_key_id not in keys:
        raise Rejected("unknown access key id")
    if token != keys[access_key_id]["token"]:
        raise Rejected("security token")
    return keys[access_key_id]["secretKey"]


def verify(request, setup):
    path, _, query = request["target"].partition("?")
    pathname = url_decode(path)
    parameters = []
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            parameters.append((url_decode(name), url_decode(value)))
    headers = [(name.lower(), header_text(value)) for name, value in request["headers"]]
    if request["method"] == "POST":
        verify_form(request, pathname, parameters, headers, setup)
        return
    tokens = [value for name, value in headers if name == "x-cos-security-token"]
    tokens += [value for name, value in parameters if name == "x-cos-security-token"]
    signature = read_signature(headers, parameters)
    check_signature(request["method"], pathname, parameters, headers, signature, tokens[0] if tokens else "", setup)
    check_repeats(headers)
    for name, value in parameters:
        if name.startswith("response-") and re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Rejected("a header cannot have a control character")  # STRICT
    if request["method"] == "PUT":
        check_key(pathname[1:])


def check_signature(method, pathname, parameters, headers, signature, token, setup):
    if signature["q-sign-algorithm"] != "sha1":
        raise Rejected("algorithm")
    secret_key = check_caller(signature["q-ak"], token, setup["keys"])
    check_window(signature["q-key-time"], setup["nowSeconds"])
    if signature["q-sign-time"] != signature["q-key-time"]:
        raise Rejected("q-sign-time differs")  # STRICT

    listed_headers = signature["q-header-list"].split(";")
    if "host" not in listed_headers:
        raise Rejected("host is not signed")  # STRICT
    own = [pair for pair in parameters if pair[0] not in FIELDS and pair[0] != "sign"]
    http_parameters, url_param_list = sorted_pairs(own, signature["q-url-param-list"].split(";"))
    http_headers, header_list = sorted_pairs(headers, listed_headers)
    if header_list != signature["q-header-list"] or url_param_list != signature["q-url-param-list"]:
        raise Rejected("a list does not name exactly what is signed, in order")

    http_string = "\n".join([method.lower(), pathname, http_parameters, http_headers, ""])
    digest = hashlib.sha1(http_string.encode("utf-8")).hexdigest()
    string_to_sign = "\n".join(["sha1", signature["q-key-time"], digest, ""])
    sign_key = hmac_sha1(secret_key, signature["q-key-time"])
    if hmac_sha1(sign_key, string_to_sign) != signature["q-signature"]:
        raise Rejected("signature")


def check_repeats(headers):
    names = [name for name, _ in headers]
    for name in names:
        if names.count(name) > 1 and (name in SINGLE or name.startswith("x-cos-")):
            raise Rejected("a header is repeated")  # STRICT


def check_key(key):
    """Object Overview (436/13324), "Object key"."""
    if key == "" or key[0] in "/\\" or len(key.encode("utf-8")) > 850 or re.search("[\x18-\x1b]", key):
        raise Rejected("object key")
    # STRICT: a key that simplifies to / is the bucket itself for clients that simplify paths.
    folders = []
    for name in key.split("/"):
        if name == "..":
            folders = folders[:-1]
        elif name not in ("", "."):
            folders.append(name)
    if not folders:
        raise Rejected("object key")


# POST Object (436/14690), "Form fields": these names have a meaning.
FORM_FIELDS = [
    "key", "acl", "policy", "success_action_redirect", "success_action_status", "Signature", "q-sign-algorithm", "q-ak", "q-key-time",
    "q-signature", "x-cos-security-token", "x-cos-forbid-overwrite", "Cache-Control", "Content-Disposition", "Content-Encoding",
    "Content-Type", "Content-MD5", "Expires", "x-cos-storage-class", "x-cos-traffic-limit", "x-cos-server-side-encryption",
    "x-cos-tagging",
]
ACLS = ["", "default", "private", "public-read", "authenticated-read", "bucket-owner-read", "bucket-owner-full-control"]


def verify_form(request, pathname, parameters, headers, setup):
    """POST Object (436/14690): the fields come first and the file last; the policy is signed, and the form must meet it."""
    check_repeats(headers)
    fields, filename, content = read_form(request)
    fields["key"] = fields.get("key", "").replace("${filename}", filename.rsplit("/", 1)[-1])
    token = fields.get("x-cos-security-token", "")
    minimum, maximum = 0, float("inf")
    if "Signature" in fields and "policy" not in fields:
        signature = the_seven(parse_authorization(fields["Signature"]))
        check_signature("POST", pathname, parameters, headers, signature, token, setup)
    else:
        policy = check_policy_signature(fields, token, setup)
        minimum, maximum = check_policy(policy, fields, setup)
    check_key(fields["key"])
    if fields.get("acl", "") not in ACLS:
        raise Rejected("acl")
    if not re.fullmatch("STANDARD|", fields.get("x-cos-storage-class", "").upper()):
        raise Rejected("storage class")
    if fields.get("success_action_status", "") not in ("", "200", "201", "204"):
        raise Rejected("success_action_status")  # STRICT
    if not re.match("https?://|$", fields.get("success_action_redirect", "")):
        raise Rejected("success_action_redirect")  # STRICT
    if not minimum <= len(content) <= maximum:
        raise Rejected("content-length-range")
    digest = fields.get("Content-MD5", "")
    if digest != "" and digest != base64.b64encode(hashlib.md5(content).digest()).decode("ascii"):
        raise Rejected("Content-MD5")
    check_metadata(fields)


def check_metadata(fields):
    for name, value in fields.items():
        kept = name.lower().startswith("x-cos-meta-")
        if kept and not re.fullmatch("x-cos-meta-[a-z0-9-]+", name.lower()):
            raise Rejected("name of metadata")
        if (kept or name in ("Content-Type", "Cache-Control", "Expires")) and re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Rejected("value of a header")


def read_form(request):
    """RFC 7578. Returns the fields, the name of the file and its bytes."""
    types = [value for name, value in request["headers"] if name.lower() == "content-type"]
    boundary = b"--" + types[0].partition("boundary=")[2].encode("latin-1")
    before, *parts = (b"\r\n" + request["body"].encode("latin-1")).split(b"\r\n" + boundary)
    if before != b"" or parts.pop() != b"--\r\n":
        raise Rejected("the form is not complete")
    fields, found = {}, None
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'; name="([^"]*)"', head)[1].decode("utf-8")
        file_name = re.search(rb'; filename="([^"]*)"', head)
        if found is not None:
            raise Rejected("something comes after the file")
        if file_name is not None:
            found = (file_name[1].decode("utf-8"), content)
            continue
        if name.lower() in map(str.lower, fields):
            raise Rejected("a field is repeated")  # STRICT
        if name not in FORM_FIELDS and name.lower() in map(str.lower, FORM_FIELDS):
            raise Rejected("a field in another case")  # STRICT
        fields[name] = content.decode("utf-8")
    if found is None:
        raise Rejected("no file")
    return (fields, *found)


def check_policy_signature(fields, token, setup):
    """ "Calculating the signature". Returns the policy."""
    for name in ("policy", "q-sign-algorithm", "q-ak", "q-key-time", "q-signature"):
        if fields.get(name, "") == "":
            raise Rejected("no " + name)
    try:
        policy = base64.b64decode(fields["policy"], validate=True)
    except binascii.Error:
        raise Rejected("the policy is not Base64") from None
    if base64.b64encode(policy).decode("ascii") != fields["policy"]:
        raise Rejected("the policy has spare bits or no padding")  # STRICT
    if fields["q-sign-algorithm"] != "sha1":
        raise Rejected("algorithm")
    secret_key = check_caller(fields["q-ak"], token, setup["keys"])
    check_window(fields["q-key-time"], setup["nowSeconds"])
    sign_key = hmac_sha1(secret_key, fields["q-key-time"])
    if hmac_sha1(sign_key, hashlib.sha1(policy).hexdigest()) != fields["q-signature"]:
        raise Rejected("signature of the policy")
    return policy


def check_policy(text, fields, setup):
    """ "Policy". Returns the smallest and the largest size of the file."""

    def no_constant(name):
        raise ValueError(name)

    try:
        policy = json.loads(text, parse_constant=no_constant)
    except ValueError:
        raise Rejected("the policy is not JSON") from None
    if not isinstance(policy, dict) or not isinstance(policy.get("conditions"), list) or not policy["conditions"]:
        raise Rejected("the policy has no conditions")
    minimum, maximum, wanted = 0, float("inf"), []
    for condition in policy["conditions"]:
        if isinstance(condition, dict) and condition:
            wanted += [("eq", name, value) for name, value in condition.items()]
        elif isinstance(condition, list) and condition[:1] == ["content-length-range"]:
            numbers = condition[1:]
            if len(numbers) != 2 or any(type(number) is not int for number in numbers) or not 0 <= numbers[0] <= numbers[1]:
                raise Rejected("content-length-range")
            minimum, maximum = max(minimum, numbers[0]), min(maximum, numbers[1])
        elif isinstance(condition, list) and len(condition) == 3 and str(condition[1]).startswith("$"):
            wanted.append((condition[0], condition[1][1:], condition[2]))
        else:
            raise Rejected("a condition is malformed")
    for operator, name, value in wanted:
        if operator not in ("eq", "starts-with") or not isinstance(value, str):
            raise Rejected("a condition is malformed")
        if operator == "starts-with" and not (name in BY_PREFIX or name.startswith("x-cos-meta-")):
            raise Rejected(name + " is compared exactly")
    if {"q-sign-algorithm", "q-ak", "q-sign-time"} - {name for _, name, _ in wanted}:
        raise Rejected("a required condition is missing")
    check_expiration(policy.get("expiration"), setup["nowSeconds"])
    for operator, name, value in wanted:
        # bucket is no field, and q-sign-time is compared with the field q-key-time.
        actual = setup["bucket"] if name == "bucket" else fields.get({"q-sign-time": "q-key-time"}.get(name, name))
        if actual is None or not (actual == value if operator == "eq" else actual.startswith(value)):
            raise Rejected("a condition is not met")
    return minimum, maximum


BY_PREFIX = [
    "key", "acl", "Cache-Control", "Content-Type", "Content-Disposition", "Content-Encoding", "Expires", "success_action_redirect",
]


def check_expiration(text, now):
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text, re.ASCII):
        raise Rejected("expiration")
    try:
        moment = datetime.datetime.strptime(text[:19] + "+0000", "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise Rejected("expiration") from None
    if now > moment.timestamp():
        raise Rejected("the policy has expired")


def main():
    setup = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        try:
            verify(json.loads(line), setup)
            verdict = "accepted"
        except Rejected as reason:
            verdict = str(reason)
        sys.stdout.write(json.dumps(verdict) + "\n")
        sys.stdout.flush()


main()
