#!/bin/sh
# Makes the certificates in this folder anew, by OpenSSL 3. Tests read what is committed and never run this.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
request() { openssl req -new -key "$1" -subj "/O=private-api tests/CN=$2" -out "$3"; }
# A fixed time: valid on every machine, whatever its clock says.
sign() { openssl ca -batch -notext -config "$work/ca.cnf" -startdate 20200101000000Z -enddate 21200101000000Z "$@"; }

cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = it
[it]
new_certs_dir = $work
database = $work/index
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = supplied
commonName = supplied
[issuer]
basicConstraints = critical, CA:true
[server]
subjectAltName = DNS:right.example.com, DNS:*.execute-api.example.com
CNF
: > "$work/index"

for pair in server:ca stranger:unknown; do
  name=${pair%:*} issuer=$work/${pair#*:}
  key "$issuer.key" && request "$issuer.key" "${pair#*:}" "$issuer.csr"
  sign -selfsign -keyfile "$issuer.key" -extensions issuer -in "$issuer.csr" -out "$issuer.crt"
  key "$name.key" && request "$name.key" "$name" "$work/$name.csr"
  sign -keyfile "$issuer.key" -cert "$issuer.crt" -extensions server -in "$work/$name.csr" -out "$name.crt"
done
cp "$work/ca.crt" ca.crt
