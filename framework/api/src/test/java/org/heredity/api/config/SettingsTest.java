package org.heredity.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  enum Unit {
    PIXEL,
    PER_CHANNEL
  }

  record Inner(@Setting(value = "Rounds", byDefault = "3", min = 1) int rounds) {}

  record Sample(
      @Setting(value = "Weight of the kept share", byDefault = "0.5", min = 0, max = 10)
          double alpha,
      @Setting(value = "Rate of the mask", byDefault = "8/255", min = 0) double lrMask,
      @Setting(value = "Steps", byDefault = "40", min = 1, max = 1000) int steps,
      @Setting(value = "Seed", byDefault = "1") long seed,
      @Setting(value = "Whether to smooth", byDefault = "false") boolean smooth,
      @Setting(value = "Unit", byDefault = "pixel") Unit unit,
      @Setting(value = "Label", byDefault = "plain") String label,
      @Setting(value = "Shares", byDefault = "[0.3, 0.5]", min = 0, max = 1) List<Double> shares,
      @Setting(value = "Where to start") Optional<Path> file,
      @Setting("More") Inner inner) {}

  record Shared(
      @Setting(value = "Rate", byDefault = "0.5", min = 0, max = 1) double lr,
      @Setting(value = "Steps", byDefault = "40", min = 1) int steps) {}

  record Method(
      @Setting(value = "Share", byDefault = "0.1") double ratio,
      @Inlined("{steps: 90, lr: 0.25}") Shared shared) {}

  record Renamed(
      @Setting(value = "Factor", byDefault = "1", formerly = "budget") double scale,
      @Setting(value = "More", byDefault = "{}") Inside inside) {}

  record Inside(@Setting(value = "Rate", byDefault = "0.1", formerly = "rate") double lr) {}

  record Needed(@Setting("The file of the teacher") Path checkpoint) {}

  record Checked(@Setting(value = "Low", byDefault = "1") int low, @Setting("High") int high) {
    Checked {
      if (high < low) {
        throw new IllegalArgumentException("high must be at least low, got " + high);
      }
    }
  }

  record Climb(
      @Setting(value = "steps", byDefault = "40", strength = true) int steps,
      @Setting(value = "other", byDefault = "7") int other) {}

  record Strong(
      @Inlined("{steps: 10}") Climb inner,
      @Setting(value = "copies", byDefault = "20", strength = true) int copies) {}

  @Test
  void whatIsBelowItsDefaultThoughLessIsWeakerIsNamed() {
    assertEquals(List.of(), Settings.weaker(Settings.bind(Strong.class, Map.of(), "")));
    assertEquals(
        List.of("steps 9, by default 10", "copies 1, by default 20"),
        Settings.weaker(
            Settings.bind(Strong.class, Map.of("steps", 9, "copies", 1, "other", 0), "")));
    assertEquals(
        List.of(), Settings.weaker(Settings.bind(Strong.class, Map.of("steps", 1000), "")));
  }

  @Test
  void defaultsFillWhatIsNotSaid() {
    assertEquals(
        new Sample(
            0.5,
            8.0 / 255,
            40,
            1,
            false,
            Unit.PIXEL,
            "plain",
            List.of(0.3, 0.5),
            Optional.empty(),
            new Inner(3)),
        Settings.bind(Sample.class, Map.of(), ""));
  }

  @Test
  void aFormerNameIsReadAndTold() {
    List<String> notes = new ArrayList<>();
    Map<String, Object> old = Map.of("budget", 0.5, "inside", Map.of("rate", 0.2));
    assertEquals(
        new Renamed(0.5, new Inside(0.2)),
        Settings.bind(Renamed.class, old, "tune", Reading.from(Path.of(""), notes::add)));
    assertEquals(
        List.of(
            "'tune.budget' is now called 'tune.scale'; the old name is still read",
            "'tune.inside.rate' is now called 'tune.inside.lr'; the old name is still read"),
        notes);
  }

  @Test
  void aSettingByBothItsNamesIsRefused() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> Settings.bind(Renamed.class, Map.of("budget", 1, "scale", 1), ""));
    assertEquals(
        "option 'budget' is now called 'scale', and both are set; leave out the former",
        e.getMessage());
  }

  /** Written as {@code name: share}; {@code all} stands for two. */
  record Share(String name, double share) implements Entry {
    @Override
    public Map<String, Object> written() {
      return Map.of(name, share);
    }

    static List<Share> read(Object given, String path) {
      if (given.equals("all")) {
        return List.of(new Share("a", 0.5), new Share("b", 0.5));
      }
      if (given instanceof Map<?, ?> map && map.get("a") instanceof Double share) {
        return List.of(new Share("a", share));
      }
      throw new UsageException("option '" + path + "': got " + given);
    }
  }

  record Shares(@Setting(value = "Shares", byDefault = "[all]") List<Share> shares) {}

  @Test
  void itemsMayHaveAFormOfTheirOwn() {
    Reading reading = Reading.plain().with(Share.class, Share::read);
    Shares both = Settings.bind(Shares.class, Map.of(), "", reading);
    assertEquals(List.of(new Share("a", 0.5), new Share("b", 0.5)), both.shares());
    Map<String, Object> written = Map.of("shares", List.of(Map.of("a", 0.25)));
    assertEquals(written, Settings.values(Settings.bind(Shares.class, written, "", reading)));
    assertEquals(
        "option 'x.shares[1]': got c",
        assertThrows(
                UsageException.class,
                () ->
                    Settings.bind(
                        Shares.class, Map.of("shares", List.of("all", "c")), "x", reading))
            .getMessage());
    assertEquals("list of any value", Settings.describe(Shares.class).get(0).type());
  }

  @Test
  void programsAreHeldToTheRangesToo() {
    Settings.requireInRange(Sample.class, "alpha", 10);
    assertEquals(
        "option 'alpha': expected a number, 0 to 10, got 10.5; change it, or leave it out for the"
            + " default 0.5",
        assertThrows(
                UsageException.class, () -> Settings.requireInRange(Sample.class, "alpha", 10.5))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Settings.requireInRange(Sample.class, "beta", 1));
  }

  @Test
  void everyTypeBinds() {
    Map<String, Object> values =
        YamlDocument.map(
            """
            alpha: 1
            lr-mask: 1e-3
            steps: 1e2
            seed: 9007199254740993
            smooth: true
            unit: per-channel
            label: no
            shares: [0, 1/4]
            file: weights/teacher.pth
            inner: {rounds: 7}
            """,
            "test");
    assertEquals(
        new Sample(
            1,
            0.001,
            100,
            9007199254740993L,
            true,
            Unit.PER_CHANNEL,
            "no",
            List.of(0.0, 0.25),
            Optional.of(Path.of("/suites/weights/teacher.pth")),
            new Inner(7)),
        Settings.bind(Sample.class, values, "", Reading.from(Path.of("/suites"), note -> {})));
  }

  @Test
  void valuesBindBackToAnEqualRecord() {
    Sample sample = Settings.bind(Sample.class, Map.of("unit", "per-channel", "file", "/a/b"), "");
    assertEquals(sample, Settings.bind(Sample.class, Settings.values(sample), ""));
    assertEquals("per-channel", Settings.values(sample).get("unit"));
  }

  @Test
  void whatIsInlinedIsSetLikeTheRestAndHasItsOwnDefaults() {
    assertEquals(new Method(0.1, new Shared(0.25, 90)), Settings.bind(Method.class, Map.of(), ""));
    Method changed = Settings.bind(Method.class, Map.of("ratio", 0.2, "steps", 7), "");
    assertEquals(new Method(0.2, new Shared(0.25, 7)), changed);
    assertEquals(Map.of("ratio", 0.2, "lr", 0.25, "steps", 7), Settings.values(changed));
    assertEquals(
        List.of("ratio=0.1", "lr=0.25", "steps=90"),
        Settings.describe(Method.class).stream().map(d -> d.name() + "=" + d.byDefault()).toList());
    assertEquals(
        "option 'remos.lr': expected a number, 0 to 1, got 2; change it, or leave it out for the"
            + " default 0.25",
        assertThrows(
                UsageException.class, () -> Settings.bind(Method.class, Map.of("lr", 2), "remos"))
            .getMessage());
    assertEquals(
        "option 'remos.shared' does not exist; there are ratio, lr, steps",
        assertThrows(
                UsageException.class,
                () -> Settings.bind(Method.class, Map.of("shared", 2), "remos"))
            .getMessage());
  }

  @Test
  void homeIsExpanded() {
    assertEquals(
        Path.of(System.getProperty("user.home"), "t.pth"),
        Settings.bind(
                Needed.class,
                Map.of("checkpoint", "~/t.pth"),
                "",
                Reading.from(Path.of("/x"), note -> {}))
            .checkpoint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alpa: 1       | option 'methods[2].seam.alpa' does not exist; did you mean 'alpha'?
          lr_mask: 1    | option 'methods[2].seam.lr_mask' does not exist; did you mean 'lr-mask'?
          alpha: -1     | option 'methods[2].seam.alpha': expected a number, 0 to 10, got -1; change it, or leave it out for the default 0.5
          alpha: nan    | option 'methods[2].seam.alpha': expected a number, 0 to 10, got 'nan'; change it, or leave it out for the default 0.5
          alpha: 1/0    | option 'methods[2].seam.alpha': expected a number, 0 to 10, got '1/0'; change it, or leave it out for the default 0.5
          alpha: [1]    | option 'methods[2].seam.alpha': expected a number, 0 to 10, got a list; change it, or leave it out for the default 0.5
          steps: 1.5    | option 'methods[2].seam.steps': expected a whole number, 1 to 1000, got 1.5; change it, or leave it out for the default 40
          steps: 99999999999 | option 'methods[2].seam.steps': expected a whole number, 1 to 1000, got 99999999999; change it, or leave it out for the default 40
          smooth: yes   | option 'methods[2].seam.smooth': expected true or false, got 'yes'; change it, or leave it out for the default false
          unit: pixle   | option 'methods[2].seam.unit': expected one of pixel, per-channel, got 'pixle'; did you mean 'pixel'?
          unit: 7       | option 'methods[2].seam.unit': expected one of pixel, per-channel, got 7; write one of them
          shares: 0.5   | option 'methods[2].seam.shares': expected a list of number, 0 to 1, got 0.5; change it, or leave it out for the default [0.3, 0.5]
          shares: [0, 2] | option 'methods[2].seam.shares[1]': expected a number, 0 to 1, got 2; change it, or leave it out for the default [0.3, 0.5]
          inner: {rounds: 0} | option 'methods[2].seam.inner.rounds': expected a whole number, at least 1, got 0; change it, or leave it out for the default 3
          inner: {round: 1} | option 'methods[2].seam.inner.round' does not exist; did you mean 'rounds'?
          """)
  void errorsNameTheOption(String yaml, String message) {
    Map<String, Object> values = YamlDocument.map(yaml, "test");
    UsageException e =
        assertThrows(
            UsageException.class, () -> Settings.bind(Sample.class, values, "methods[2].seam"));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aMissingOptionIsNamed() {
    UsageException e =
        assertThrows(UsageException.class, () -> Settings.bind(Needed.class, Map.of(), "teacher"));
    assertEquals(
        "option 'teacher.checkpoint' is missing: expected a path (The file of the teacher); add it",
        e.getMessage());
  }

  @Test
  void whatTheRecordRefusesNamesThePlace() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> Settings.bind(Checked.class, Map.of("high", 0), "range"));
    assertEquals("option 'range': high must be at least low, got 0", e.getMessage());
  }

  @Test
  void describesEverySetting() {
    List<SettingDescription> all = Settings.describe(Sample.class);
    assertEquals(
        new SettingDescription("alpha", "number", "0.5", "0 to 10", "Weight of the kept share"),
        all.get(0));
    assertEquals(
        new SettingDescription("unit", "pixel|per-channel", "pixel", "", "Unit"), all.get(5));
    assertEquals("list of number", all.get(7).type());
    assertEquals(
        new SettingDescription("inner.rounds", "whole number", "3", "at least 1", "Rounds"),
        all.get(9));
  }
}
