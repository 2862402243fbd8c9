package org.heredity.datasets.official;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;
import org.heredity.datasets.files.CombinedTree;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTrees;
import org.heredity.datasets.files.RecentArchive;

/**
 * A dataset as its authors publish it: extracted, or as the archives themselves in a folder, or one
 * such archive with the files that belong to it beside it.
 */
public final class OfficialFormat implements DatasetFormat {
  private final Layout layout;
  private final RecentArchive archives;

  private OfficialFormat(Layout layout, RecentArchive archives) {
    this.layout = layout;
    this.archives = archives;
  }

  /** All datasets whose layout is known; {@code archives} opens what lies at a path. */
  public static List<OfficialFormat> all(RecentArchive archives) {
    return Stream.of(
            new Flowers102(),
            new Cub200(),
            new Mit67(),
            new Stanford40(),
            new Dogs120(),
            Cifar.ten(),
            Cifar.hundred(),
            new ImageNet(),
            new FashionMnist())
        .map(layout -> new OfficialFormat(layout, archives))
        .toList();
  }

  @Override
  public String name() {
    return layout.name();
  }

  @Override
  public DatasetFacts facts() {
    return layout.facts();
  }

  @Override
  public boolean recognises(Path path) {
    return Files.exists(path) && layout.matches(new Clues(path, archives));
  }

  @Override
  public Dataset open(DatasetRequest request) {
    return layout.open(new Contents(layout.name(), tree(request)), request);
  }

  @Override
  public Optional<Superclasses> superclasses(DatasetRequest request) {
    return layout.superclasses(new Contents(layout.name(), tree(request)), request);
  }

  private FileTree tree(DatasetRequest request) {
    Path path = request.path();
    FileTree given = archives.open(request);
    List<FileTree> trees = new ArrayList<>(List.of(given));
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    for (Layout.Part part : layout.archives()) {
      Path file = folder.resolve(part.archive());
      boolean provided =
          trees.stream().anyMatch(tree -> new Contents(name(), tree).provides(part.provides()));
      if (!provided && Files.isRegularFile(file)) {
        trees.add(FileTrees.open(file, request.cache(), request.progress()));
      }
    }
    if (!Files.isDirectory(path)) {
      trees.add(FileTrees.only(folder, layout.companions()));
    }
    return trees.size() == 1 ? given : new CombinedTree(path.toString(), trees);
  }
}
