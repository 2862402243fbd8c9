package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.ProgressBar;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.Architecture;

/** Measures how fast this machine does the work that a suite consists of. */
public final class BenchCommand implements Command {
  private static final List<String> NETWORKS =
      List.of("resnet18:64:32", "resnet18:224:8", "resnet50:224:4");
  private static final int WARM_UP = 5;
  private static final int LONGEST_WARM_UP = 600;

  @Parameter(
      description =
          "[ARCH:RES:BATCH:KIND ...]: kinds are infer, pgd, transfer, apgd, train, seam and"
              + " compact-SHARE, a compact model of which a share of the weights was retained")
  private List<String> workloads = new ArrayList<>();

  @Parameter(names = "--runs", description = "Steps measured; their median counts")
  private int runs = 9;

  @Parameter(
      names = "--warm-up",
      description =
          "Seconds of steps that are not measured first, beside "
              + WARM_UP
              + " steps: small networks become faster for ten seconds")
  private int warmUp;

  private final Set<Architecture> architectures;
  private final Set<Attack<?>> attacks;

  @Inject
  BenchCommand(Set<Architecture> architectures, Set<Attack<?>> attacks) {
    this.architectures = architectures;
    this.attacks = attacks;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "bench",
        "[ARCH:RES:BATCH:KIND ...] [options]",
        "Measures images per second, one JSON line a workload, as docs/speed.md compares them",
        "bench resnet18:64:32:infer resnet18:64:32:pgd");
  }

  @Override
  public Outcome run(Terminal terminal) throws IOException {
    if (runs < 1 || runs > 10_000) {
      throw new UsageException("--runs must be 1 to 10000, got " + runs);
    }
    if (warmUp < 0 || warmUp > LONGEST_WARM_UP) {
      throw new UsageException("--warm-up is 0 to " + LONGEST_WARM_UP + " seconds, got " + warmUp);
    }
    List<Workload> chosen =
        (workloads.isEmpty() ? defaults() : workloads)
            .stream().map(text -> Workload.parse(text, architectures)).toList();
    List<Map<String, Object>> results = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    ObjectMapper json = new ObjectMapper();
    try (ProgressBar bar = terminal.progress("bench")) {
      for (Workload workload : chosen) {
        bar.at(results.size(), chosen.size(), workload.name());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("workload", workload.name());
        result.put("images_per_second", Math.round(measure(workload) * 100) / 100.0);
        lines.append(results.isEmpty() ? "" : "\n").append(json.writeValueAsString(result));
        results.add(result);
      }
    }
    return Outcome.ok(Map.of("workloads", results), lines.toString());
  }

  private static List<String> defaults() {
    List<String> all = new ArrayList<>();
    for (String network : NETWORKS) {
      for (String kind : List.of("infer", "pgd", "train", "seam")) {
        all.add(network + ":" + kind);
      }
    }
    return all;
  }

  private Attack<?> attack(String name) {
    return attacks.stream()
        .filter(attack -> attack.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UsageException("bench needs the attack '" + name + "'"));
  }

  private double measure(Workload workload) {
    Workload.Prepared prepared = workload.prepare(this::attack);
    try {
      long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
      for (int i = 0; i < WARM_UP || System.nanoTime() < warm; i++) {
        prepared.run().run();
      }
      double[] seconds = new double[runs];
      for (int i = 0; i < runs; i++) {
        long start = System.nanoTime();
        prepared.run().run();
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
      Arrays.sort(seconds);
      return (double) workload.batch() * prepared.steps() / seconds[runs / 2];
    } finally {
      prepared.close().run();
    }
  }
}
