using VeloZ.ProviderTypes;

namespace VeloZ.Infrastructure.Tests;

/// <summary>What the generator makes of definitions of the provider's form.</summary>
public sealed class SourceWriterTests
{
    private const string Map = """
        {
          "resources": { "aws:zoo/cage:Cage": "Pulumi.Aws.Zoo.Cage" },
          "fractions": ["zoo.Cage.width"],
          "names": { "zoo.Cage.cage": "CageName" }
        }
        """;

    private const string Cage = """
        import * as pulumi from "@pulumi/pulumi";
        /**
         * A cage; { braces } and "cage?: pulumi.Input<string>;" of a comment are no members.
         */
        export declare class Cage extends pulumi.CustomResource {
            /**
             * Get an existing one.
             */
            static get(name: string, id: pulumi.Input<pulumi.ID>, state?: CageState, opts?: pulumi.CustomResourceOptions): Cage;
            readonly arn: pulumi.Output<string>;
            readonly cage: pulumi.Output<string | undefined>;
            readonly doors: pulumi.Output<outputs.zoo.CageDoor[] | undefined>;
            readonly width: pulumi.Output<number | undefined>;
            constructor(name: string, args: CageArgs, opts?: pulumi.CustomResourceOptions);
        }
        export interface CageState {
            arn?: pulumi.Input<string | undefined>;
        }
        export interface CageArgs {
            cage?: pulumi.Input<string | undefined>;
            /**
             * @deprecated Use doors.
             */
            door?: pulumi.Input<string | undefined>;
            doors: pulumi.Input<pulumi.Input<inputs.zoo.CageDoor>[]>;
            beasts?: pulumi.Input<number | undefined>;
            width?: pulumi.Input<number | undefined>;
            kind?: pulumi.Input<string | enums.zoo.Kind | undefined>;
            keeper?: pulumi.Input<string | Keeper | undefined>;
            tags?: pulumi.Input<{
                [key: string]: pulumi.Input<string>;
            } | undefined>;
        }
        """;

    private const string Types = """
        export declare namespace yard {
            interface CageDoor {
                wrong: pulumi.Input<string>;
            }
        }
        export declare namespace zoo {
            interface CageDoor {
                isOpen?: pulumi.Input<boolean | undefined>;
                inner?: pulumi.Input<inputs.zoo.CageDoor | undefined>;
            }
        }
        """;

    [Fact]
    public void A_resource_has_the_properties_of_its_definition_in_the_types_of_the_package()
    {
        var source = Sources(Map, Cage)["Pulumi.Aws.Zoo.Cage.g.cs"];
        Assert.Contains("public Cage(string name, CageArgs args, CustomResourceOptions? options = null)", source, StringComparison.Ordinal);
        Assert.Contains(": base(\"aws:zoo/cage:Cage\", name, args, options)", source, StringComparison.Ordinal);
        Assert.Contains("[Output(\"arn\")]\n        public Output<string> Arn { get;", source, StringComparison.Ordinal);
        Assert.Contains("[Output(\"cage\")]\n        public Output<string?> CageName { get;", source, StringComparison.Ordinal);
        Assert.Contains("public Output<double?> Width { get;", source, StringComparison.Ordinal);
        Assert.DoesNotContain("Output<Pulumi.Aws.Zoo.Outputs", source, StringComparison.Ordinal);
        Assert.Contains("[Input(\"doors\", required: true)]\n        public InputList<Pulumi.Aws.Zoo.Inputs.CageDoorArgs> Doors\n", source, StringComparison.Ordinal);
        Assert.Contains("[System.Obsolete(\"The provider's definition says not to use it.\")]\n        [Input(\"door\")]", source, StringComparison.Ordinal);
        Assert.Contains("public Input<int>? Beasts { get; set; }", source, StringComparison.Ordinal);
        Assert.Contains("public Input<double>? Width { get; set; }", source, StringComparison.Ordinal);
        Assert.Contains("public InputUnion<string, Pulumi.Aws.Zoo.Kind>? Kind { get; set; }", source, StringComparison.Ordinal);
        Assert.Contains("public Input<string>? Keeper { get; set; }", source, StringComparison.Ordinal);
        Assert.Contains("public InputMap<string> Tags\n", source, StringComparison.Ordinal);
    }

    [Fact]
    public void What_inputs_are_made_of_comes_with_them_once_and_from_their_own_namespace()
    {
        var sources = Sources(Map, Cage);
        Assert.Equal(["Pulumi.Aws.Zoo.Cage.g.cs", "Pulumi.Aws.Zoo.Inputs.CageDoorArgs.g.cs", "Pulumi.Aws.Zoo.Kind.g.cs"], sources.Keys);
        Assert.Contains("public Input<bool>? IsOpen", sources["Pulumi.Aws.Zoo.Inputs.CageDoorArgs.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("Wrong", sources["Pulumi.Aws.Zoo.Inputs.CageDoorArgs.g.cs"], StringComparison.Ordinal);
        Assert.Contains("public static Kind Lion { get; } = new(\"lion\");", sources["Pulumi.Aws.Zoo.Kind.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_definitions_give_equal_sources() => Assert.Equal(Sources(Map, Cage), Sources(Map, Cage));

    [Theory]
    [InlineData("\"zoo.Cage.cage\": \"CageName\"", "", "zoo.Cage.cage would have the name of its class: give it another under \"names\"")]
    [InlineData("Pulumi.Aws.Zoo.Cage", "Pulumi.Aws.Zoo.Cages", "class of aws:zoo/cage:Cage was 'Pulumi.Aws.Zoo.Cages', must be Pulumi.Aws.<Namespace>.Cage")]
    [InlineData("aws:zoo/cage:Cage", "aws.Cage", "token was 'aws.Cage', must be such as aws:dynamodb/table:Table")]
    public void A_map_that_does_not_hold_is_refused(string was, string becomes, string message) =>
        Assert.Equal(message, Assert.Throws<DefinitionException>(() => Sources(Map.Replace(was, becomes, StringComparison.Ordinal), Cage)).Message);

    [Theory]
    [InlineData("pulumi.Input<number | undefined>", "pulumi.Input<Record<string> | undefined>", "must be pulumi.Input or pulumi.Output")]
    [InlineData("pulumi.Input<number | undefined>", "pulumi.Input<(a) => b>", "is written in a way that is not known")]
    [InlineData("pulumi.Input<number | undefined>", "pulumi.Input<bigint | undefined>", "has no form in .NET that is known")]
    [InlineData("constructor(name", "feed(name", "a member of export declare class Cage is written in a way that is not known: feed(name: string")]
    [InlineData("    beasts?:", "    'beasts'?:", "a member of export interface CageArgs is written in a way that is not known: 'beasts'?:")]
    [InlineData("export interface CageArgs", "export interface CoopArgs", "has no 'export interface CageArgs'")]
    [InlineData("inputs.zoo.CageDoor", "inputs.sea.CageDoor", "module sea is needed and has no namespace in the map: add a resource of it")]
    public void A_definition_of_another_form_is_refused_and_never_guessed(string was, string becomes, string message) =>
        Assert.Contains(message, Assert.Throws<DefinitionException>(() => Sources(Map, Cage.Replace(was, becomes, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "package": "a", "version": "1.0.0", "integrity": "sha1-x" }""", "integrity of a was 'sha1-x', must be sha512- and Base64")]
    [InlineData("""{ "package": "a", "version": "", "integrity": "sha512-x" }""", "the package has no version")]
    public void A_package_without_its_hash_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<DefinitionException>(() => ProviderPackage.Read(json)).Message);

    private static IReadOnlyDictionary<string, string> Sources(string map, string cage) => new SourceWriter(TokenMap.Read(map), path => path switch
    {
        "zoo/cage.d.ts" => cage,
        "types/input.d.ts" => Types,
        "types/enums/zoo/index.d.ts" => """
            export declare const Kind: {
                readonly Lion: "lion";
                readonly Bear: "bear";
            };
            """,
        _ => throw new DefinitionException($"the package has no {path}"),
    }).WriteAll();
}
