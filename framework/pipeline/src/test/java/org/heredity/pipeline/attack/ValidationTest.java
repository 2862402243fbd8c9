package org.heredity.pipeline.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.pipeline.input.TargetWork;
import org.junit.jupiter.api.Test;

/** What choices are made on. */
class ValidationTest {
  private static TargetWork target(Protocol protocol, Optional<ImageSource> validation) {
    Dataset dataset =
        new Dataset(
            "pictures",
            List.of("dark", "bright"),
            Fixtures.pictures("train", 40, 2),
            Fixtures.pictures("test", 10, 2),
            validation,
            "a digest",
            List.of());
    return TargetWork.of("pictures", dataset, protocol, Fixtures.teacher(), 0);
  }

  @Test
  void aDatasetsOwnValidationImagesReplaceThoseHeldOut() {
    Optional<ImageSource> own = Optional.of(Fixtures.pictures("val", 6, 2));
    TargetWork target = target(Protocol.STRICT, own);
    assertEquals(40, target.data().train().size());
    assertEquals(6, target.data().validation().size());
    assertEquals("val/0.png", target.data().validation().id(0));
    assertEquals(0, target.heldOut());
    assertEquals(40, target.result().train());

    TargetWork paper = target(Protocol.PAPER, own);
    assertEquals(40, paper.data().train().size());
    assertEquals("test/0.png", paper.data().validation().id(0));
  }

  @Test
  void elseATenthOfTheTrainingImagesIsHeldOut() {
    TargetWork target = target(Protocol.STRICT, Optional.empty());
    assertEquals(36, target.data().train().size());
    assertEquals(4, target.data().validation().size());
    assertEquals(4, target.heldOut());
  }
}
