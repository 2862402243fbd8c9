package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.heredity.api.Protocol;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;

/** What suites, audits and single attacks share. */
public record CommonConfig(
    @Setting(value = "How to measure", byDefault = "strict") Protocol protocol,
    @Setting("The model that is reused") TeacherConfig teacher,
    @Setting(
            value =
                "Files of other public models that attacks are made from, too; students are judged"
                    + " by each and by all together",
            byDefault = "[]")
        List<Path> otherTeachers,
    @Setting(
            value =
                "Attacks: a name, or {name: settings}, with a 'label' or 'sweep' beside it; an"
                    + " ensemble by its name, or {label: mine, ensemble: [attacks]}",
            byDefault = "[penultimate-pgd]")
        List<AttackEntry> attacks,
    @Setting(
            value =
                "Attacks on the students themselves (white box), written like attacks, such as"
                    + " [autoattack-1]; each sees the images that still stand",
            byDefault = "[]")
        List<AttackEntry> whiteBox,
    @Setting(
            value = "Test images that are attacked in the white box; 0 for all",
            byDefault = "0",
            min = 0,
            max = 10_000_000)
        int whiteBoxImages,
    @Setting(
            value =
                "Draws of a student's own dropout that the white box takes the mean over, for one"
                    + " that keeps it when it classifies; 0 for one in eval mode",
            byDefault = "0",
            min = 0,
            max = 1000)
        int whiteBoxDraws,
    @Setting(
            value = "Images in a training batch",
            byDefault = "" + BATCH_SIZE,
            min = 2,
            max = 65_536)
        int batchSize,
    @Setting(
            value = "Seed of what students share: adversarial sets, noise, splits",
            byDefault = "0")
        long setSeed,
    @Setting(
            value = "Images of each target and attack in the gallery",
            byDefault = "" + GALLERY_IMAGES,
            min = 0,
            max = 100)
        int galleryImages) {
  /** The papers' batch. */
  public static final int BATCH_SIZE = 64;

  /** What the gallery shows if the user says nothing. */
  public static final int GALLERY_IMAGES = 6;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  public CommonConfig {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(teacher, "teacher");
    otherTeachers = List.copyOf(otherTeachers);
    attacks = some("attacks", attacks, AttackEntry::label);
    whiteBox = whiteBox.isEmpty() ? List.of() : some("white-box", whiteBox, AttackEntry::label);
    Settings.requireInRange(CommonConfig.class, "white-box-images", whiteBoxImages);
    Settings.requireInRange(CommonConfig.class, "white-box-draws", whiteBoxDraws);
    Settings.requireInRange(CommonConfig.class, "batch-size", batchSize);
    Settings.requireInRange(CommonConfig.class, "gallery-images", galleryImages);
  }

  /** With the papers' batch and the usual gallery. */
  public static CommonConfig of(
      Protocol protocol, TeacherConfig teacher, List<? extends AttackEntry> attacks, long setSeed) {
    return new CommonConfig(
        protocol,
        teacher,
        List.of(),
        List.copyOf(attacks),
        List.of(),
        0,
        0,
        BATCH_SIZE,
        setSeed,
        GALLERY_IMAGES);
  }

  /** The same, with attacks on the students themselves. */
  public CommonConfig withWhiteBox(List<? extends AttackEntry> entries) {
    return new CommonConfig(
        protocol,
        teacher,
        otherTeachers,
        attacks,
        List.copyOf(entries),
        whiteBoxImages,
        whiteBoxDraws,
        batchSize,
        setSeed,
        galleryImages);
  }

  /** The same, for students that keep their dropout when they classify. */
  public CommonConfig withWhiteBoxDraws(int draws) {
    return new CommonConfig(
        protocol,
        teacher,
        otherTeachers,
        attacks,
        whiteBox,
        whiteBoxImages,
        draws,
        batchSize,
        setSeed,
        galleryImages);
  }

  /** The same, with other public models that attacks are made from, too. */
  public CommonConfig withOtherTeachers(List<Path> files) {
    return new CommonConfig(
        protocol,
        teacher,
        files,
        attacks,
        whiteBox,
        whiteBoxImages,
        whiteBoxDraws,
        batchSize,
        setSeed,
        galleryImages);
  }

  /**
   * Refuses what cannot be part of a file's name.
   *
   * @param what is called so, for the message
   * @throws UsageException if the name is too long, or has other characters than those allowed
   */
  public static void requireName(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new UsageException(
          "the name of a "
              + what
              + " is at most 80 letters, digits, '.', '_' and '-', and starts with a letter or a"
              + " digit; got '"
              + name
              + "'");
    }
  }

  /** A copy of a list that must have items, all different by their keys. */
  static <T> List<T> some(String what, List<? extends T> list, Function<T, Object> key) {
    if (list == null || list.isEmpty()) {
      throw new UsageException("a suite needs at least one of " + what);
    }
    Set<Object> seen = new HashSet<>();
    List<T> copy = new ArrayList<>();
    for (T item : list) {
      if (!seen.add(key.apply(item))) {
        throw new UsageException(
            what + " has '" + key.apply(item) + "' twice; give each its own name");
      }
      copy.add(item);
    }
    return List.copyOf(copy);
  }
}
