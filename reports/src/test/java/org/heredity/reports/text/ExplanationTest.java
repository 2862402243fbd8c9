package org.heredity.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.heredity.pipeline.checks.Check;
import org.heredity.pipeline.checks.Credibility;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  @Test
  void everyFindingIsExplained() {
    List<String> ids = Credibility.standard().checks().stream().map(Check::id).toList();
    assertTrue(ids.size() >= 12, ids.toString());
    for (String id : ids) {
      Explanation explanation = Explanation.of(id).orElseThrow();
      assertTrue(explanation.summary().endsWith("."), id + ": " + explanation.summary());
      List<String> labels = explanation.parts().stream().map(Explanation.Part::label).toList();
      assertTrue(labels.contains("Why it matters") && labels.contains("What to do"), id + labels);
      String text = explanation.text();
      assertFalse(text.contains("**") || text.contains("](") || text.contains("`"), text);
    }
  }

  @Test
  void aPageIsReadWithoutItsMarkup() {
    Explanation explanation = Explanation.of("zero-gradients").orElseThrow();
    assertEquals(
        "The gradient that the attack follows is 0 everywhere on some images.",
        explanation.summary());
    assertTrue(
        explanation
            .text()
            .contains("What to do: Check that the teacher's file is what it should be (its"),
        explanation.text());
    assertTrue(explanation.text().contains("are logits (softmax-for-logits)."));
  }

  @Test
  void findingsOfPluginsHaveNone() {
    assertEquals(Optional.empty(), Explanation.of("of-a-plug-in"));
    assertEquals(Optional.empty(), Explanation.of("../findings/zero-gradients"));
  }
}
