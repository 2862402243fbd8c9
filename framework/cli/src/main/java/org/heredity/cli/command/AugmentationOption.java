package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.util.Arrays;
import java.util.List;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.data.Preprocessing.Augmentation;

/** Option that says how training images are varied. */
final class AugmentationOption {
  @Parameter(
      names = "--augmentation",
      description =
          "How training images are varied: padded-crop (moved by up to an eighth and mirrored; the"
              + " default up to 64 pixels) or resized-crop (a random part, mirrored)")
  private String augmentation;

  /** What was asked for, else what is usual for the size. */
  Augmentation augmentation(int imageSize) {
    if (augmentation == null) {
      return Augmentation.usual(imageSize);
    }
    List<String> names =
        Arrays.stream(Augmentation.values()).map(one -> Names.kebab(one.name())).toList();
    int chosen = names.indexOf(augmentation);
    if (chosen < 0) {
      throw new UsageException(
          "--augmentation must be " + String.join(" or ", names) + ", got '" + augmentation + "'");
    }
    return Augmentation.values()[chosen];
  }
}
