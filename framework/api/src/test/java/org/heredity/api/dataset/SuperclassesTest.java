package org.heredity.api.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.heredity.data.DataException;
import org.junit.jupiter.api.Test;

class SuperclassesTest {
  private static final List<String> CLASSES = List.of("apple", "pear", "maple tree", "oak");

  private static String error(String text) {
    return assertThrows(DataException.class, () -> Superclasses.parse("f", text, CLASSES))
        .getMessage();
  }

  @Test
  void groupsClasses() {
    Superclasses groups =
        Superclasses.parse("f", "maple tree,trees\n# no\napple fruit\n\npear\tfruit\n", CLASSES);
    assertEquals(List.of("trees", "fruit"), groups.names());
    assertEquals(List.of(1, 1, 0, -1), groups.ofClass());
    assertEquals(List.of(0, 1), groups.classesOf(1));
  }

  @Test
  void namesTheLineThatIsWrong() {
    assertEquals(
        "f: expected lines of a class of the dataset and its superclass, got 'plum fruit'",
        error("apple fruit\nplum fruit"));
    assertEquals(
        "f: expected lines of a class of the dataset and its superclass, got 'apple'",
        error("apple"));
    assertEquals("f: class 'apple' is in both 'a' and 'b'", error("apple a\napple b"));
  }
}
