package org.heredity.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
  private static final String SUITE = "teacher: {width: 64}\nmethods: [fine-tune, {seam: {}}]\n";

  private static Map<String, Object> apply(String... assignments) {
    return Overrides.apply(YamlDocument.map(SUITE, "s.yaml"), List.of(assignments));
  }

  @Test
  void setsValuesAnywhere() {
    assertEquals(
        YamlDocument.map(
            "teacher: {width: 8, image-size: 32}\n"
                + "methods: [{fine-tune: {lr: 0.1}}, {seam: {alpha: 0.4}}]\n"
                + "seeds: [1, 2]\n",
            "s.yaml"),
        apply(
            "teacher.width=8",
            "teacher.image-size=32",
            "methods[0].fine-tune.lr=0.1",
            "methods[1].seam.alpha=0.4",
            "seeds=[1, 2]"));
  }

  @Test
  void leavesTheDocumentAlone() {
    Map<String, Object> document = YamlDocument.map(SUITE, "s.yaml");
    Overrides.apply(document, List.of("teacher.width=8"));
    assertEquals(YamlDocument.map(SUITE, "s.yaml"), document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "budget | --set expects NAME=VALUE, such as training-scale=0.05, got 'budget'",
        "methods[5].seam.alpha=1 | --set methods[5].seam.alpha: there is no item [5]; the list has"
            + " 2, counted from 0",
        "teacher[0]=1 | --set teacher[0]: there is no item [0]; it is not part of a list",
        "teacher.width.x=1 | --set teacher.width.x: there is no 'x' to set, what it is part of is"
            + " no map",
        "a..b=1 | --set a..b: '' is not a name; write a path such as methods[2].seam.alpha",
      })
  void refusesWhatLeadsNowhere(String assignment, String message) {
    UsageException e = assertThrows(UsageException.class, () -> apply(assignment));
    assertEquals(message, e.getMessage());
  }
}
