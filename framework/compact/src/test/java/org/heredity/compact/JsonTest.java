package org.heredity.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @Test
  void readsWhatThereIs() {
    assertEquals(
        Map.of("a", List.of(1.0, -2.5e3, true), "b \"\n\u00e9\\", Map.of(), "c", List.of()),
        Json.parse(" {\"a\" : [1, -2.5e3,true ],\n\"b \\\"\\n\\u00e9\\\\\":{}, \"c\":[]} "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":1;expected '}' at character 6, got the end",
        "[1 2];expected ']' at character 3, got '2'",
        "[1]x;expected the end at character 3, got 'x'",
        "{\"a\":1,\"a\":2};'a' is there twice",
        "{a:1};expected '\"' at character 1, got 'a'",
        "\"abc;expected '\"' at character 4, got the end",
        "\"\\x\";expected an escaped character at character 2, got 'x'",
        "\"\\uzzzz\";expected four digits of 16, got 'zzzz'",
        "nonsense;expected a value at character 0, got 'n'",
        "[1e+e];expected a value at character 1, got '1'",
        "``;expected a value at character 0, got the end"
      })
  void saysWhereItIsDamaged(String text, String said) {
    assertEquals(
        said, assertThrows(IllegalArgumentException.class, () -> Json.parse(text)).getMessage());
  }

  @Test
  void whatIsNestedDeeplyIsRefused() {
    assertEquals(
        "expected less nesting at character 33, got '['",
        assertThrows(IllegalArgumentException.class, () -> Json.parse("[".repeat(1_000_000)))
            .getMessage());
  }
}
