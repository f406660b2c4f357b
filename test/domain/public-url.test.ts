import { describe, expect, it } from "vitest";
import { isPublicHttpsUrl } from "../../src/domain/public-url";

const deployed = { isLocal: false };
const local = { isLocal: true };

const PUBLIC = [
  "https://hooks.example.com/pickups",
  "https://hooks.example.com:8443/pickups?tenant=1#here",
  "HTTPS://Hooks.Example.COM/",
  "https://fcm.googleapis.com/fcm/send/abc:def",
  "https://münchen.example/",
  "https://localhost.example.com/",
  "https://internal.example.com/",
  "https://mylocal.example/",
  "https://1.1.1.1/",
  "https://9.255.255.255/",
  "https://11.0.0.0/",
  "https://100.63.255.255/",
  "https://100.128.0.0/",
  "https://126.255.255.255/",
  "https://172.15.255.255/",
  "https://172.32.0.0/",
  "https://192.167.255.255/",
  "https://223.255.255.255/",
  "https://[2606:4700:4700::1111]/",
  "https://[2001:4860:4860::8888]:443/",
  "https://[2001:200::1]/",
];

const NEVER = [
  "",
  "hooks.example.com",
  "/pickups",
  "//hooks.example.com/",
  "https://",
  "https:hooks.example.com",
  "https:/hooks.example.com",
  "https:\\\\hooks.example.com",
  "https://hooks.example.com\\@10.0.0.1/",
  " https://hooks.example.com/",
  "https://hooks.example.com/\n",
  "https://hooks.exa\tmple.com/",
  "ftp://hooks.example.com/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/plain,hello",
  "ws://hooks.example.com/",
  "http://hooks.example.com/",
  "https://user@hooks.example.com/",
  "https://user:password@hooks.example.com/",
  "https://:password@hooks.example.com/",
  "https://localhost@hooks.example.com/",
  "https://hooks/",
  "https://hooks.example.com./",
  "https://localhost./",
  "https://hooks..example.com/",
  "https://.example.com/",
  "https://hooks.localhost/",
  "https://printer.local/",
  "https://PRINTER.LOCAL/",
  "https://metadata.google.internal/",
  "https://router.home.arpa/",
  "https://home.arpa/",
  "https://0.0.0.0/",
  "https://0.1.2.3/",
  "https://10.0.0.1/",
  "https://10.255.255.255/",
  "https://100.64.0.0/",
  "https://100.127.255.255/",
  "https://127.0.0.2/",
  "https://127.255.255.255/",
  "https://169.254.169.254/latest/meta-data/",
  "https://172.16.0.0/",
  "https://172.31.255.255/",
  "https://192.0.0.1/",
  "https://192.0.2.1/",
  "https://192.88.99.1/",
  "https://192.168.0.1/",
  "https://198.18.0.1/",
  "https://198.19.255.255/",
  "https://198.51.100.1/",
  "https://203.0.113.1/",
  "https://224.0.0.1/",
  "https://240.0.0.1/",
  "https://255.255.255.255/",
  "https://192.168.1/",
  "https://3232235521/",
  "https://0xc0a80001/",
  "https://0xC0.0xA8.0.1/",
  "https://0300.0250.0.1/",
  "https://169.254.43518/",
  "https://１０.０.０.１/",
  "https://10。0。0。1/",
  "https://10.0.0.1./",
  "https://%31%30.0.0.1/",
  "https://256.1.1.1/",
  "https://1.2.3.4.5/",
  "https://[::]/",
  "https://[::2]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[::ffff:1.1.1.1]/",
  "https://[::10.0.0.1]/",
  "https://[64:ff9b::10.0.0.1]/",
  "https://[64:ff9b:1::1]/",
  "https://[100::1]/",
  "https://[2001::1]/",
  "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  "https://[2001:1ff::1]/",
  "https://[2001:db8::1]/",
  "https://[2002:a00:1::]/",
  "https://[3fff::1]/",
  "https://[3fff:fff::1]/",
  "https://[fc00::1]/",
  "https://[fd12:3456:789a::1]/",
  "https://[fe80::1]/",
  "https://[febf::1]/",
  "https://[fec0::1]/",
  "https://[ff02::1]/",
  "https://[fe80::1%25eth0]/",
];

/** Every spelling of this machine; only for local life. */
const THIS_MACHINE = [
  "http://localhost/",
  "http://localhost:8787/hooks",
  "https://localhost:8787/hooks",
  "http://LOCALHOST:8787/",
  "http://127.0.0.1:9000/",
  "https://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://[::1]:9000/",
  "https://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
];

describe("addresses that the service may call", () => {
  it.each(PUBLIC)("holds %s, deployed and local", (url) => {
    expect(isPublicHttpsUrl(url, deployed)).toBe(true);
    expect(isPublicHttpsUrl(url, local)).toBe(true);
  });

  it.each(NEVER)("does not hold %j, deployed or local", (url) => {
    expect(isPublicHttpsUrl(url, deployed)).toBe(false);
    expect(isPublicHttpsUrl(url, local)).toBe(false);
  });

  it.each(THIS_MACHINE)("holds %s on a developer's machine only", (url) => {
    expect(isPublicHttpsUrl(url, deployed)).toBe(false);
    expect(isPublicHttpsUrl(url, local)).toBe(true);
  });

  it("does not hold this machine with credentials", () => {
    expect(isPublicHttpsUrl("http://user:password@localhost:8787/", local)).toBe(false);
  });
});
