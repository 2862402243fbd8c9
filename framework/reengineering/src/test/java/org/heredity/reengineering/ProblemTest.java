package org.heredity.reengineering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heredity.api.config.UsageException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.MemorySource;
import org.heredity.data.RgbImage;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[3]);

  private static MemorySource images(String split, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(new MemorySource.Item(split + i, i % 4, PIXEL));
    }
    return new MemorySource(items);
  }

  private static Dataset dataset() {
    return new Dataset(
        "four",
        List.of("ant", "bee", "cat", "dog"),
        images("a", 40),
        images("b", 12),
        "x",
        List.of());
  }

  private static long labelled(ImageSource source, int label) {
    return IntStream.range(0, source.size()).filter(i -> source.label(i) == label).count();
  }

  private static List<String> ids(ImageSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::id).toList();
  }

  @Test
  void oneClassStandsAgainstAsManyOthers() {
    Problem problem = Problem.oneAgainstRest(dataset(), "cat", 1);
    assertEquals(List.of("cat", "rest"), problem.classes());
    assertEquals(List.of(1, 1, 0, 1), problem.ofOriginal());
    assertEquals(10, labelled(problem.train(), 0));
    assertEquals(10, labelled(problem.train(), 1));
    assertEquals(6, problem.test().size());
    for (int i = 0; i < problem.train().size(); i++) {
      int original = Integer.parseInt(problem.train().id(i).substring(1)) % 4;
      assertEquals(original == 2 ? 0 : 1, problem.train().label(i));
    }
    assertEquals(20, ids(problem.train()).stream().distinct().count());
  }

  @Test
  void aProblemHasThePartOfTheValidationImagesThatIsItsOwn() {
    Dataset plain = dataset();
    assertEquals(Optional.empty(), Problem.oneAgainstRest(plain, "cat", 1).validation());
    Dataset own =
        new Dataset(
            plain.name(),
            plain.classes(),
            plain.train(),
            plain.test(),
            Optional.of(images("v", 3)),
            "y",
            List.of());
    ImageSource cats = Problem.oneAgainstRest(own, "cat", 1).validation().orElseThrow();
    assertEquals(2, cats.size());
    assertEquals(1, labelled(cats, 0));
    assertEquals(
        List.of("v1", "v2"),
        ids(Problem.among(own, "two", List.of("bee", "cat")).validation().orElseThrow()));
    // There is no dog.
    assertEquals(Optional.empty(), Problem.oneAgainstRest(own, "dog", 1).validation());
  }

  @Test
  void theSeedDrawsTheOthers() {
    List<String> first = ids(Problem.oneAgainstRest(dataset(), "2", 1).train());
    assertEquals(first, ids(Problem.oneAgainstRest(dataset(), "cat", 1).train()));
    assertNotEquals(first, ids(Problem.oneAgainstRest(dataset(), "cat", 2).train()));
  }

  @Test
  void someClassesStandAmongThemselves() {
    Problem problem = Problem.among(dataset(), "pets", List.of("dog", "cat"));
    assertEquals(List.of("dog", "cat"), problem.classes());
    assertEquals(List.of(-1, -1, 1, 0), problem.ofOriginal());
    assertEquals(20, problem.train().size());
    assertEquals(3, labelled(problem.test(), 0));
    assertEquals(3, labelled(problem.test(), 1));
  }

  @Test
  void whatCannotBeIsSaid() {
    Dataset dataset = dataset();
    Exception e =
        assertThrows(UsageException.class, () -> Problem.oneAgainstRest(dataset, "cad", 1));
    assertTrue(
        e.getMessage().contains("four has no class 'cad'; did you mean 'cat'"), e.getMessage());
    assertThrows(UsageException.class, () -> Problem.oneAgainstRest(dataset, "4", 1));
    assertThrows(UsageException.class, () -> Problem.among(dataset, "x", List.of("cat")));
    assertThrows(UsageException.class, () -> Problem.among(dataset, "x", List.of("cat", "2")));
  }
}
