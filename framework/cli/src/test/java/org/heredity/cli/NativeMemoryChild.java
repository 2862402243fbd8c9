package org.heredity.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.Reading;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.result.CellResult;
import org.heredity.data.Randomness;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.NativeMemory;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.AttackEntry;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.run.AttackRunner;
import org.heredity.pipeline.run.SuiteRunner;

/**
 * The process in which {@code NativeMemoryTest} counts: runs every method and every attack that is
 * installed. Arguments: {@code left} or {@code peak}, and an empty folder. Prints lines of words:
 * {@code left SUBJECT LEVEL ARRAYS OTHERS HANDLES}, bytes and numbers that a run of so much work
 * left behind, or {@code peak SEEN SAID}, bytes that became resident while a suite ran beside the
 * libraries, and bytes that were announced.
 */
final class NativeMemoryChild {
  static final int[] LEVELS = {2, 6};

  /** Runs of one level until one was not disturbed by the collector. */
  private static final int TRIES = 3;

  private static final String TEACHER = "teacher.safetensors";

  private final Path folder;
  private final int side;
  private final int batch;
  private final SuiteRunner suites;
  private final AttackRunner attacks;
  private final List<ReuseMethod<?>> allMethods;
  private final List<Attack<?>> allAttacks;
  private int runs;

  /** With images of its own and a teacher of {@code width} in {@code folder}. */
  private NativeMemoryChild(Path folder, Injector injector, int width, int side, int batch)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.side = side;
    this.batch = batch;
    this.suites = injector.getInstance(SuiteRunner.class);
    this.attacks = injector.getInstance(AttackRunner.class);
    this.allMethods =
        injector.getInstance(Key.get(new TypeLiteral<Set<ReuseMethod<?>>>() {})).stream()
            .sorted(Comparator.comparing(ReuseMethod::name))
            .toList();
    this.allAttacks =
        injector.getInstance(Key.get(new TypeLiteral<Set<Attack<?>>>() {})).stream()
            .sorted(Comparator.comparing(Attack::name))
            .toList();
    images(folder.resolve("images"), batch);
    SmallWorld.model(
        folder.resolve(TEACHER), new NetworkSpec(Architectures.resnet18(), width, 5, side));
  }

  public static void main(String[] args) throws IOException {
    List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
    modules.addAll(Plugins.load(NativeMemoryChild.class.getClassLoader()));
    Injector injector = Guice.createInjector(modules);
    Path folder = Path.of(args[1]);
    if (args[0].equals("left")) {
      new NativeMemoryChild(folder, injector, 8, 224, 4).left();
    } else {
      NativeMemoryChild small = new NativeMemoryChild(folder.resolve("small"), injector, 8, 32, 4);
      small.suite(small.allMethods, small.allAttacks, LEVELS[0]);
      long before = NativeMemory.peakResident();
      NativeMemoryChild whole =
          new NativeMemoryChild(folder.resolve("whole"), injector, 64, 32, 64);
      String said = whole.suite(whole.allMethods, whole.allAttacks, LEVELS[0]);
      long seen = NativeMemory.peakResident() - before;
      System.out.println("peak " + seen + " " + Long.parseLong(said) * 1_000_000);
    }
  }

  private void left() throws IOException {
    for (ReuseMethod<?> method : allMethods) {
      levels(
          "method:" + method.name(),
          level -> suite(List.of(method), allAttacks.subList(0, 1), level));
    }
    for (Attack<?> attack : allAttacks) {
      levels("attack:" + attack.name(), level -> attack(attack, level));
    }
  }

  private interface Level {
    void run(int level) throws IOException;
  }

  private void levels(String subject, Level work) throws IOException {
    work.run(LEVELS[0]);
    for (int level : LEVELS) {
      String line;
      long collections;
      int tries = 0;
      do {
        collections = collections();
        long arrays = NativeMemory.arrays();
        long others = Pointer.totalBytes();
        long handles = Pointer.totalCount();
        work.run(level);
        line =
            "left %s %d %d %d %d"
                .formatted(
                    subject,
                    level,
                    NativeMemory.arrays() - arrays,
                    Pointer.totalBytes() - others,
                    Pointer.totalCount() - handles);
      } while (collections() != collections && ++tries < TRIES);
      System.out.println(tries == TRIES ? "disturbed " + subject : line);
    }
  }

  /** How often the collector ran. */
  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** Runs a suite; gives what it said of memory, in MB. */
  private String suite(List<ReuseMethod<?>> methods, List<Attack<?>> attacks, int level)
      throws IOException {
    List<MethodConfig<?>> planned = new ArrayList<>();
    for (ReuseMethod<?> method : methods) {
      planned.add(method(method, level));
    }
    List<AttackEntry> against = new ArrayList<>();
    for (Attack<?> attack : attacks) {
      against.add(attackConfig(attack, LEVELS[0]));
    }
    Listening listening = new Listening();
    suites.run(
        new SuiteConfig("memory", common(against), List.of(target()), planned, List.of(1L), 1),
        folder.resolve("run-" + runs++),
        "",
        listening);
    return listening.said;
  }

  private void attack(Attack<?> attack, int level) throws IOException {
    attacks.run(
        new AttackRunner.Task(common(List.of(attackConfig(attack, level))), target()),
        folder.resolve("run-" + runs++),
        SuiteListener.SILENT);
  }

  private TargetConfig target() {
    return TargetConfig.at("colours", folder.resolve("images"));
  }

  private CommonConfig common(List<AttackEntry> against) {
    TeacherConfig teacher = TeacherConfig.file("resnet18", folder.resolve(TEACHER), side);
    return new CommonConfig(
        Protocol.STRICT, teacher, List.of(), against, List.of(), 0, 0, batch, 0, 1);
  }

  private static <S extends Record> MethodConfig<S> method(ReuseMethod<S> method, int level) {
    return MethodConfig.of(
        method.name(),
        method,
        values(method.settings(), "iterations", level),
        "methods",
        Reading.plain());
  }

  private static <S extends Record> AttackConfig<S> attackConfig(Attack<S> attack, int level) {
    Map<String, Object> few = new HashMap<>();
    for (String length : List.of("steps", "iterations", "queries")) {
      few.putAll(values(attack.settings(), length, level));
    }
    return AttackConfig.of(attack, few);
  }

  /** Every setting whose name ends with {@code what} at {@code level}. */
  private static Map<String, Object> values(
      Class<? extends Record> settings, String what, int level) {
    Map<String, Object> values = new HashMap<>();
    for (SettingDescription setting : Settings.describe(settings)) {
      if (setting.name().endsWith(what)) {
        values.put(setting.name(), level);
      }
    }
    return values;
  }

  /** Of two classes: some batches to train, one to test. */
  private static void images(Path images, int batch) throws IOException {
    for (String split : List.of("train", "test")) {
      int count = split.equals("train") ? 5 * batch : batch;
      for (int n = 0; n < count; n++) {
        Path place = Files.createDirectories(images.resolve(split).resolve("class-" + n % 2));
        Randomness randomness = Randomness.of(7).at(split).at(n);
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 32 * 32; p++) {
          image.setRGB(p % 32, p / 32, (int) (0xFFFFFF * randomness.uniform(p)));
        }
        ImageIO.write(image, "png", place.resolve(n + ".png").toFile());
      }
    }
  }

  private static final class Listening implements SuiteListener {
    private static final String SAID = "memory for tensors: up to ";

    private String said = "";

    @Override
    public void note(String message) {
      if (message.startsWith(SAID)) {
        said = message.substring(SAID.length()).split(" ")[0];
      }
    }

    @Override
    public void cellFailed(CellResult cell, Throwable error) {
      throw new IllegalStateException(cell.method() + ", " + cell.attack(), error);
    }
  }
}
