import assert from "node:assert/strict";
import { escapeTemplate } from "../../../components/backends";
import { templateText } from "../../../paths/integration/template";
import { UNKNOWN } from "../../../paths/network/properties";

describe("the text of a mapping template", () => {
  for (const text of [
    "",
    "plain",
    '{"price":0.99}',
    "a\\b",
    "$0.99",
    "#1",
    "$dollar and ${hash} #set",
  ]) {
    it(`is the one that was escaped: ${JSON.stringify(text)}`, () =>
      assert.equal(templateText(escapeTemplate(text)), text));
  }

  const unreadable = {
    "a reference": "$input.body",
    "a directive": "#if(true)yes#end",
    "a reference behind the definitions": "#set($hash = '#')#set($dollar = '$')$context.requestId",
    "a directive behind the definitions": "#set($hash = '#')#set($dollar = '$')#stop",
    "other definitions": "#set($dollar = '$')${dollar}1",
    "a line that ends with the definitions": "#set($hash = '#')#set($dollar = '$')\n${dollar}1",
    "a reference that a backslash keeps from being one":
      "#set($hash = '#')#set($dollar = '$')\\${dollar}1",
  };
  for (const [name, template] of Object.entries(unreadable)) {
    it(`is not known of ${name}`, () => assert.equal(templateText(template), UNKNOWN));
  }
});
