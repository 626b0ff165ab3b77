import path from 'node:path';
import type { Size } from '../domain/annotations/mask.ts';
import type { Mask } from '../domain/annotations/mask.ts';
import { classNameOf, defaultClassColor } from '../domain/palette.ts';
import type { ExportReport, ImportReport } from '../domain/annotations/exchange.ts';
import type { DefectChange, LabelRename } from '../domain/defects.ts';
import type { DoctorReport } from '../domain/doctor.ts';
import type { Explanation } from '../domain/explanation.ts';
import type { ClassChange, ClassList, ClassesEdit } from '../domain/classes.ts';
import type { ModelsChange, ProjectModels } from '../domain/models.ts';
import { NORMAL_GROUP } from '../domain/groundTruth.ts';
import { encodeLabels } from '../domain/labels.ts';
import type { DefectEntry } from '../domain/projectFile.ts';
import type { ScoreBasis } from '../domain/scoreBasis.ts';
import type {
  ErrorRecord,
  Evaluation,
  FitSummary,
  ImageRecord,
  Inspection,
  ProjectClass,
  ProjectImage,
  SegmentRecord,
} from '../domain/records.ts';
import { renameLabel } from './dataset/annotations/renameLabel.ts';
import { LabelFileSummaries } from './dataset/annotations/summaries.ts';
import { createProject } from './dataset/createProject.ts';
import type { NewProject } from './dataset/createProject.ts';
import { exportAnnotations } from './dataset/interchange/exportAnnotations.ts';
import type { ExportOptions } from './dataset/interchange/exportAnnotations.ts';
import { importAnnotations } from './dataset/interchange/importAnnotations.ts';
import type { ImportOptions } from './dataset/interchange/importAnnotations.ts';
import { holdsImage, imageNames, imagesToScore, nameInProject, projectFilesAbove } from './dataset/imageFiles.ts';
import {
  changeClasses,
  changeDefects,
  changeModels,
  changeReferences,
  readProject,
  restoreClasses,
} from './dataset/project.ts';
import type { Project } from './dataset/project.ts';
import { judgedImages, projectImages, truthOf } from './dataset/projectImages.ts';
import { scoreBasis } from './dataset/scoreBasis.ts';
import { diagnose } from './doctor.ts';
import { EngineResources } from './engineResources.ts';
import type { EngineOptions, FeatureReport, TaskOptions } from './engineTypes.ts';
import { EngineError } from './errors.ts';
import { evaluateRecords } from './evaluation/evaluate.ts';
import { imageSize } from './image/imageSize.ts';
import { ModelStore } from './models/store.ts';
import type { PipelineContext } from './pipeline/context.ts';
import { displayableImage } from './pipeline/displayable.ts';
import { explainImage } from './pipeline/explainImage.ts';
import { reportFeatures } from './pipeline/featureReport.ts';
import { fitProject, weightsOf } from './pipeline/fitProject.ts';
import type { Fit, FittedProject } from './pipeline/fitProject.ts';
import { ImageSource } from './pipeline/imageSource.ts';
import { listClasses } from './pipeline/listClasses.ts';
import { mapWriter } from './pipeline/maps.ts';
import { cachedScores, factorsOf, labelMapOf, recordOf, scoreImage, thresholdOf } from './pipeline/scoreImage.ts';
import { scoreImages } from './pipeline/scoreProject.ts';
import { segmentImages } from './pipeline/segmentProject.ts';
import type { SamPrompt } from './segment/sam/samPrompt.ts';
import { renderSample } from './sample/renderSample.ts';

export interface ImageChoice extends TaskOptions {
  /** Which images, by globs or names relative to the project file or to `workingFolder`; all that the project's `images` match if none. */
  readonly globs?: readonly string[] | undefined;
  readonly workingFolder?: string | undefined;
}

export interface ScoreOptions extends ImageChoice {
  /** Folder for anomaly maps (METHOD 4), float32 TIFF at the image's size. */
  readonly maps?: string | undefined;
  /** Told of every record, in order, as it is done. */
  readonly onRecord?: ((record: ImageRecord) => void) | undefined;
}

/**
 * The detector: opens projects, fits, scores, evaluates. The command line and the engine process call only this.
 * Owns sessions: call `dispose`. Every method throws EngineError for what a user can mend.
 */
export class Engine {
  /** The models that are there, and those that can be had. */
  readonly models: ModelStore;
  private readonly resources: EngineResources;
  private readonly labelFiles = new LabelFileSummaries();

  constructor(options: EngineOptions) {
    this.models = new ModelStore(options);
    this.resources = new EngineResources(options);
  }

  /** The images of a project, in order of name, references included. */
  async images(project: string): Promise<ProjectImage[]> {
    return projectImages(await readProject(project), this.labelFiles);
  }

  /** Some images of a project, by name, as people annotated them by now; finds no files. */
  async imageTruth(project: string, images: readonly string[]): Promise<ProjectImage[]> {
    return truthOf(await readProject(project), images, this.labelFiles);
  }

  /** The project files that hold an image, nearest folder first. Unreadable project files hold nothing. */
  async projectsOf(image: string): Promise<string[]> {
    const found: string[] = [];
    for (const file of await projectFilesAbove(image)) {
      const project = await readProject(file).catch(() => null);
      const name =
        project === null ? null : path.relative(project.folder, path.resolve(image)).split(path.sep).join('/');
      if (project !== null && name !== null && holdsImage(project, name)) found.push(file);
    }
    return found;
  }

  /** Writes a new project file and returns its path. */
  createProject(options: NewProject): Promise<string> {
    return createProject(options);
  }

  /** Adds and removes references (names relative to the project file), leaving the rest of the file's text as it is. */
  setReferences(project: string, change: { add?: readonly string[]; remove?: readonly string[] }): Promise<void> {
    return changeReferences(project, change);
  }

  /** Which models a project names, defaults filled in. */
  async projectModels(project: string): Promise<ProjectModels> {
    return (await readProject(project)).file.models;
  }

  /** Names other models in a project, leaving the rest of the file's text as it is. */
  setModels(project: string, change: ModelsChange): Promise<void> {
    return changeModels(project, change);
  }

  /** What the project's scores are of, as its file stands. */
  async scoreBasis(project: string): Promise<ScoreBasis> {
    return scoreBasis(await readProject(project));
  }

  /** The classes of the cached fit and of the file; fits nothing. */
  classes(project: string): Promise<ClassList> {
    return this.withContext(project, {}, listClasses);
  }

  /** Changes classes in the project file, leaving the rest of its text as it is. */
  setClasses(project: string, changes: readonly ClassChange[]): Promise<ClassesEdit> {
    return changeClasses(project, changes);
  }

  /** Takes back a change of classes, where nobody changed them since. */
  restoreClasses(project: string, edit: ClassesEdit): Promise<void> {
    return restoreClasses(project, edit);
  }

  /** Writes a project's annotations for other tools; see `exportAnnotations`. */
  async exportAnnotations(project: string, options: ExportOptions): Promise<ExportReport> {
    return exportAnnotations(await readProject(project), options);
  }

  /** Reads other tools' annotations into the label files of a project's images; see `importAnnotations`. */
  async importAnnotations(project: string, options: ImportOptions): Promise<ImportReport> {
    return importAnnotations(await readProject(project), options);
  }

  /** The project's labels for regions, in the order of their keys. */
  async defects(project: string): Promise<DefectEntry[]> {
    return (await readProject(project)).file.defects;
  }

  /** Changes labels in the project file, leaving the rest of its text as it is, and gives those that it has then. */
  setDefects(project: string, changes: readonly DefectChange[]): Promise<DefectEntry[]> {
    return changeDefects(project, changes);
  }

  /** Renames a label of regions in the label files of the project's images. */
  async renameLabel(project: string, from: string, to: string): Promise<LabelRename> {
    return renameLabel(await readProject(project), from, to);
  }

  /** Renders the sample data set and returns its project file. */
  renderSample = renderSample;

  async fit(project: string, options: TaskOptions = {}): Promise<FitSummary> {
    const started = performance.now();
    return this.withFit(project, options, (fitted, context) =>
      Promise.resolve({
        references: fitted.fit.references.map(({ image }) => image),
        features: weightsOf(fitted.fit, factorsOf(context)),
        classes: projectClasses(context.project, fitted.fit),
        seconds: (performance.now() - started) / 1000,
        provider: context.backbone.providerName,
        threshold: thresholdOf(fitted.fit, context),
        augment: fitted.fit.augment,
      }),
    );
  }

  /** Scores images in order of name, fitting first where needed. Images that cannot be read become error records. */
  async score(project: string, options: ScoreOptions = {}): Promise<ImageRecord[]> {
    return this.withFit(project, options, async (fitted, context) => {
      const images = await imagesToScore(context.project, options.globs, options.workingFolder);
      const writeMap = options.maps === undefined ? null : mapWriter(options.maps, context);
      return scoreImages(images, fitted, context, {
        onScored: async (record, scores) => {
          options.onRecord?.(record);
          if (scores !== null) await writeMap?.(record.image, scores);
        },
      });
    });
  }

  /** The records that are in the cache and still valid, of all images of the project; computes nothing, fits nothing. */
  async cachedRecords(project: string): Promise<ImageRecord[]> {
    return this.withContext(project, {}, async (context) => {
      const fitted = await fitProject(context, { onlyCached: true });
      if (fitted === null) return [];
      const records: ImageRecord[] = [];
      for (const image of await imageNames(context.project)) {
        const source = await ImageSource.open(image, context).catch(() => null);
        const scores = source === null ? null : await cachedScores(source, fitted, context).catch(() => null);
        if (scores !== null) records.push(recordOf(image, scores, fitted.fit, context, 0));
      }
      return records;
    });
  }

  /** Scores what is not scored yet and judges it by the ground truth of folders and annotations (METHOD 5); references and excluded images are left out. */
  async evaluate(project: string, options: TaskOptions = {}): Promise<Evaluation> {
    const { onWarning } = this.resources.options;
    const { groups, ...truth } = await judgedImages(await readProject(project), onWarning, this.labelFiles); // before the fit, which takes longer to fail
    return this.withFit(project, options, async (fitted, context) => {
      const records = await scoreImages([...groups.keys()], fitted, context);
      const samples = records.map((record) => {
        const group = groups.get(record.image)!;
        return { record, group, anomalous: group !== NORMAL_GROUP };
      });
      return { ...evaluateRecords(samples, thresholdOf(fitted.fit, context)), truth };
    });
  }

  /** The seven features of one image, as numbers. */
  async features(
    project: string,
    image: string,
    workingFolder: string,
    options: TaskOptions = {},
  ): Promise<FeatureReport> {
    return this.withFit(project, options, async (fitted, context) => {
      const name = await nameInProject(context.project, image, workingFolder);
      return reportFeatures(await ImageSource.open(name, context), fitted, context);
    });
  }

  /** Writes label maps (METHOD 2) into a folder, fitting first where needed; see `segmentImages`. */
  async segment(project: string, folder: string, options: ImageChoice = {}): Promise<(SegmentRecord | ErrorRecord)[]> {
    return this.withFit(project, options, async (fitted, context) => {
      const images = await imagesToScore(context.project, options.globs, options.workingFolder);
      return segmentImages(images, folder, fitted, context);
    });
  }

  /** Everything the inspector shows of one image, scoring it first where needed. */
  async inspect(project: string, image: string, options: TaskOptions = {}): Promise<Inspection> {
    return this.withFit(project, options, async (fitted, context) => {
      const started = performance.now();
      const source = await ImageSource.open(image, context);
      const scores = await scoreImage(source, fitted, context);
      const map = await labelMapOf(source, fitted);
      const { fit } = fitted;
      const record = recordOf(image, scores, fit, context, (performance.now() - started) / 1000);
      return {
        record,
        width: scores.width,
        height: scores.height,
        labels: encodeLabels(map.data, map.width, map.height),
        map: { grid: scores.grid, distances: scores.distances },
        mapLimit: fit.weights.patch,
        threshold: thresholdOf(fit, context),
        classes: projectClasses(context.project, fit),
        references: fit.references.map((reference) => ({ image: reference.image, classes: [...reference.classes] })),
        explanation: explainImage(record, scores, fit, context),
        matches: scores.matches,
        similarity: scores.similarity,
        usualSimilarity: fit.usualDistances.map(lowestSimilarity),
        backbone: context.project.file.models.backbone,
        provider: context.backbone.providerName,
      };
    });
  }

  /** Why an image scored as it did, scoring it first where needed: what the inspector's panels show. */
  async explain(
    project: string,
    image: string,
    workingFolder: string,
    options: TaskOptions = {},
  ): Promise<Explanation> {
    return this.withFit(project, options, async (fitted, context) => {
      const name = await nameInProject(context.project, image, workingFolder);
      const scores = await scoreImage(await ImageSource.open(name, context), fitted, context);
      return explainImage(recordOf(name, scores, fitted.fit, context, 0), scores, fitted.fit, context);
    });
  }

  /** The id of the model that {@link promptMask} asks: the project's SAM, else the first that is installed; null where there is none. */
  async promptModel(project: string | null): Promise<string | null> {
    return this.resources.models.prompterId(project === null ? null : await readProject(project));
  }

  /**
   * The mask that a user's clicks and box on an image mean, by a SAM; null where it is empty. The image is embedded once.
   * @param image absolute path. @param prompt in pixels of the image. @throws EngineError also `model-missing` where no SAM is installed.
   */
  async promptMask(
    project: string | null,
    image: string,
    prompt: SamPrompt,
    { signal }: Pick<TaskOptions, 'signal'> = {},
  ): Promise<Mask | null> {
    const { models, prompts } = this.resources;
    const opened = project === null ? null : await readProject(project);
    const network = await models.prompter(opened, signal);
    if (network === null) throw noPrompter();
    const cache = await this.resources.cacheFor(opened?.folder ?? path.dirname(image), opened === null);
    const mask = await prompts.mask(image, prompt, { network, cache }, signal);
    await cache.trim();
    return mask;
  }

  /** The path of an image that a browser shows: the file itself, or a preview of it (TIFF, 16 bits, CMYK) in the cache. */
  async displayable(project: string | null, image: string): Promise<string> {
    const cache = await this.resources.cacheFor(
      project === null ? path.dirname(image) : path.dirname(project),
      project === null,
    );
    const file = await displayableImage(image, cache);
    await cache.trim();
    return file;
  }

  /** How large an image is, in pixels as it is shown, from its header. */
  imageSize(image: string): Promise<Size> {
    return imageSize(image);
  }

  /** What the engine runs on and what is missing. @param models looks at these ids alone; all models where left out. */
  doctor(models?: readonly string[]): Promise<DoctorReport> {
    return diagnose(this.resources, models);
  }

  /** Wall time spent inside the networks' runtime so far, in seconds: what the benchmark compares with. */
  get secondsInRuntime(): number {
    return this.resources.runtime.secondsInside;
  }

  dispose(): Promise<void> {
    return this.resources.dispose();
  }

  private async withFit<T>(
    project: string,
    options: TaskOptions,
    work: (fitted: FittedProject, context: PipelineContext) => Promise<T>,
  ): Promise<T> {
    return this.withContext(project, options, async (context) => {
      const fitted = await fitProject(context);
      try {
        return await work(fitted, context);
      } finally {
        await fitted.dispose();
      }
    });
  }

  private async withContext<T>(
    project: string,
    options: TaskOptions,
    work: (context: PipelineContext) => Promise<T>,
  ): Promise<T> {
    const context = await this.resources.open(await readProject(project), options);
    try {
      return await work(context);
    } finally {
      await context.hashes.save();
      await context.cache.trim();
    }
  }
}

function noPrompter(): EngineError {
  return new EngineError(
    'model-missing',
    'No SAM model is installed, which clicks and boxes ask for masks. Get one: kshot models pull slimsam-77-uniform.',
  );
}

/** Of a class's distances in the references (null where one has none) the similarity that none falls below. */
function lowestSimilarity(distances: readonly (number | null)[]): number | null {
  const known = distances.filter((distance) => distance !== null);
  return known.length === 0 ? null : 1 - Math.max(...known);
}

/** The classes of a fit as people see them: the project's names and colours, defaults for the rest. */
function projectClasses({ file }: Project, fit: Fit): ProjectClass[] {
  return Array.from({ length: fit.classes }, (_, index) => {
    const entry = file.classes.find(({ id }) => id === index + 1);
    return {
      id: index + 1,
      name: classNameOf(file.classes, index + 1),
      color: entry?.color ?? defaultClassColor(index + 1),
      ...(entry?.hidden === true ? { hidden: true } : {}),
    };
  });
}
