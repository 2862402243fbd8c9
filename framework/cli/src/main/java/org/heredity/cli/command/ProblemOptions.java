package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;
import org.heredity.reengineering.Problem;

/** Options that name parts of a classifier's problem. */
final class ProblemOptions {
  @Parameter(
      names = "--target-class",
      description = "One class against the rest: its name, or its number from 0")
  private String targetClass;

  @Parameter(
      names = "--classes",
      description = "Some classes among themselves: names or numbers, separated by commas")
  private String classes;

  @Parameter(names = "--all", description = "Every class against the rest, one after the other")
  private boolean all;

  @Parameter(
      names = "--superclass",
      description = "The classes of one superclass among themselves, by its name")
  private String superclass;

  @Parameter(
      names = "--superclasses",
      description = "Every superclass of at least 2 classes, one after the other")
  private boolean superclasses;

  @Parameter(
      names = "--superclass-file",
      description =
          "A text file with a class and its superclass a line; left out, the dataset's own, such as"
              + " CIFAR-100's 20, or superclasses.txt beside it")
  private Path file;

  /** Checks that one of them was given. */
  void check() {
    long given =
        Stream.of(targetClass != null, classes != null, all, superclass != null, superclasses)
            .filter(one -> one)
            .count();
    if (given != 1) {
      throw new UsageException(
          "give one of --target-class, --classes, --all, --superclass and --superclasses");
    }
    if (file != null && superclass == null && !superclasses) {
      throw new UsageException("--superclass-file goes with --superclass or --superclasses");
    }
  }

  /**
   * The problems that were named.
   *
   * @param own the dataset's superclasses, if it has any
   * @param seed of the rest's images
   */
  List<Problem> problems(Dataset dataset, Supplier<Optional<Superclasses>> own, long seed) {
    if (classes != null) {
      List<String> names = List.of(classes.split(","));
      return List.of(Problem.among(dataset, String.join("+", names), names));
    }
    if (superclass != null || superclasses) {
      return groups(dataset, groups(dataset, own));
    }
    List<String> targets = all ? dataset.classes() : List.of(targetClass);
    return targets.stream().map(target -> Problem.oneAgainstRest(dataset, target, seed)).toList();
  }

  private Superclasses groups(Dataset dataset, Supplier<Optional<Superclasses>> own) {
    if (file != null) {
      return Superclasses.read(file, dataset.classes());
    }
    return own.get()
        .orElseThrow(
            () ->
                new UsageException(
                    dataset.name()
                        + " has no superclasses; map its classes to some with --superclass-file"));
  }

  private List<Problem> groups(Dataset dataset, Superclasses groups) {
    List<Problem> problems = new ArrayList<>();
    for (int group : wanted(groups)) {
      List<String> members = groups.classesOf(group).stream().map(dataset.classes()::get).toList();
      if (superclass != null || members.size() > 1) {
        problems.add(Problem.among(dataset, groups.names().get(group), members));
      }
    }
    if (problems.isEmpty()) {
      throw new UsageException("--superclasses: no superclass has 2 classes; map more to one");
    }
    return problems;
  }

  private int[] wanted(Superclasses groups) {
    if (superclass == null) {
      return IntStream.range(0, groups.names().size()).toArray();
    }
    int group = groups.names().indexOf(superclass);
    if (group < 0) {
      throw new UsageException(
          "--superclass: there is no '"
              + superclass
              + "'; "
              + Names.advice(superclass, groups.names()));
    }
    return new int[] {group};
  }
}
