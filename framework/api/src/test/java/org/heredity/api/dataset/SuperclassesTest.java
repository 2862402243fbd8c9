package org.heredity.api.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.heredity.data.DataException;
import org.junit.jupiter.api.Test;

class SuperclassesTest {
  private static final String EXPECTED =
      "f: expected lines of a class of the dataset and its superclass, or of a superclass and its"
          + " classes, got ";

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
    assertEquals(EXPECTED + "'plum fruit'", error("apple fruit\nplum fruit"));
    assertEquals(EXPECTED + "'apple'", error("apple"));
    assertEquals("f: class 'apple' is in both 'a' and 'b'", error("apple a\napple b"));
  }

  /** As the public division of ImageNet is written. */
  @Test
  void aLineMayNameASuperclassAndItsClasses() {
    Superclasses groups =
        Superclasses.parse(
            "f",
            "fish,n01440764 n01443537\nmarine mammals,n02066245\n",
            List.of("n01440764", "n02066245", "n01443537", "n15075141"));
    assertEquals(List.of("fish", "marine mammals"), groups.names());
    assertEquals(List.of(0, 1, 0, -1), groups.ofClass());
    String other = "fish,n01440764 n01443538";
    Exception e =
        assertThrows(
            DataException.class, () -> Superclasses.parse("f", other, List.of("n01440764")));
    assertEquals(EXPECTED + "'" + other + "'", e.getMessage());
  }
}
